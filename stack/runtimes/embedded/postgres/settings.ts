/**
 * A server for a demonstration: small, quick to start, on loopback alone, and free to lose its data when the machine
 * fails. Each process and buffer that is left out here is memory that the rest of the stack has.
 */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '20',
  // Nothing of it outlives the run.
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_replication_slots: '0',
  wal_buffers: '64kB',
  min_wal_size: '2MB',
  max_wal_size: '32MB',
  // Shared memory in the data folder, so that a killed server leaves no segment behind.
  dynamic_shared_memory_type: 'mmap',
  shared_buffers: '4MB',
  huge_pages: 'off',
  work_mem: '1MB',
  maintenance_work_mem: '4MB',
  // No processes but the few that it cannot do without.
  autovacuum: 'off',
  io_method: 'sync',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  logging_collector: 'off',
};

/** The command line of the server. */
export function serverArguments(dataFolder: string, port: number): string[] {
  return [
    '-D',
    dataFolder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

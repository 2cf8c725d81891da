import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The process that listens on a TCP port of this machine. */
export interface PortHolder {
  pid: number;
  command: string;
}

/** Found through /proc; undefined where there is none, and for other users' processes when we are not root. */
export function portHolder(port: number): PortHolder | undefined {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of entries(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return { pid: Number(pid), command: text(`/proc/${pid}/comm`).trim() || 'a process' };
      }
    }
  }
  return undefined;
}

/**
 * Rows of /proc/net/tcp: index, local address and port in hexadecimal, remote, state (0A is LISTEN), ..., inode in
 * column 10.
 */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return text(`/proc/net/${table}`)
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(`:${hex}`))
    .map((columns) => columns[9] ?? '');
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

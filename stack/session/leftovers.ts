import { existsSync, rmSync } from 'node:fs';
import { endProcesses, type EndProcessesOptions } from './end-processes.ts';
import { isRunning } from './process-identity.ts';
import { readRecord, removeRecord, type RecordedProcess, type SessionRecord } from './record.ts';
import { controlSocket, removeRunFolder } from './run-folder.ts';

/** What a sandbox that was killed left behind. */
export interface Leftovers {
  record: SessionRecord;
  /** Its processes that still run. */
  processes: RecordedProcess[];
  /** Its folder, when it still exists and was not to be kept. */
  folder?: string;
}

/** The record of a sandbox whose own process runs. */
export function runningRecord(state: string): SessionRecord | undefined {
  const record = readRecord(state);
  return record && isRunning(record.owner) ? record : undefined;
}

/** What is left of a sandbox whose own process is gone. */
export function findLeftovers(state: string): Leftovers | undefined {
  const record = readRecord(state);
  if (!record || isRunning(record.owner)) return undefined;
  const folder = !record.keep && existsSync(record.folder) ? { folder: record.folder } : {};
  return { record, processes: record.processes.filter(isRunning), ...folder };
}

/** Ends and removes them; returns the processes that did not end. Call it with the lock held. */
export async function removeLeftovers(
  state: string,
  { record, processes }: Leftovers,
  options?: EndProcessesOptions,
): Promise<RecordedProcess[]> {
  const remaining = await endProcesses(processes, options);
  const ours = record.socket === controlSocket(record.id, record.folder);
  if (ours && process.platform !== 'win32') rmSync(record.socket, { force: true });
  if (!record.keep) removeRunFolder(record.folder, record.id);
  if (remaining.length === 0) removeRecord(state, record.id);
  return remaining;
}

import { continueTree } from '../../lib/process-tree.ts';
import { waitUntil } from '../../lib/wait.ts';
import { isRunning } from './process-identity.ts';
import type { RecordedProcess } from './record.ts';

export interface EndProcessesOptions {
  /** How long each may take to end by itself before it is killed, 5 s by default. */
  graceMs?: number;
}

/**
 * Ends those of the recorded processes that still run, politely first, and returns those that would not end.
 * A process is only touched when number and start time match: a number that was used again belongs to somebody else.
 */
export async function endProcesses(
  processes: readonly RecordedProcess[],
  { graceMs = 5_000 }: EndProcessesOptions = {},
): Promise<RecordedProcess[]> {
  const ours = processes.filter(isRunning);
  // PostgreSQL takes SIGTERM as "when every client has left", SIGINT as "now, in order".
  for (const one of ours) send(one, one.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  // Paused ones hear it when they go on.
  for (const one of ours) goOn(one);
  const stubborn = await stillRunning(ours, graceMs);
  for (const one of stubborn) send(one, 'SIGKILL');
  return await stillRunning(stubborn, 5_000);
}

/** Kills them at once, without waiting: the last resort of somebody who pressed Ctrl-C three times. */
export function killProcesses(processes: readonly RecordedProcess[]): void {
  for (const one of processes) {
    // PostgreSQL's children, who end when it is gone, must not stand still then.
    goOn(one);
    send(one, 'SIGKILL');
  }
}

function goOn(one: RecordedProcess): void {
  if (isRunning(one)) continueTree(one.pid);
}

async function stillRunning(processes: readonly RecordedProcess[], timeoutMs: number): Promise<RecordedProcess[]> {
  let left = processes.filter(isRunning);
  await waitUntil(
    () => {
      left = left.filter(isRunning);
      return left.length === 0 ? { done: true, value: true } : { done: false, seen: `${left.length} running` };
    },
    { timeoutMs, intervalMs: 20 },
  );
  return left;
}

function send(target: RecordedProcess, signal: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch {
    // It has ended by itself meanwhile, or belongs to another user; the caller sees which from what still runs.
  }
}

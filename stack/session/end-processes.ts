import { continueTree } from '../../lib/process-tree.ts';
import { waitUntil } from '../../lib/wait.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

export interface EndProcessesOptions {
  /** How long each may take to end by itself before it is killed, 5 s by default. */
  graceMs?: number;
  /** How long a `docker compose` may take to end without a signal, 20 s by default. */
  composeMs?: number;
  /** Called before those that did not end are killed. */
  onKill?: () => void;
}

/** A recorded process: a component, or the sandbox itself. */
export interface Process extends ProcessIdentity {
  name: string;
}

/**
 * Ends the recorded processes that still run, gracefully first, and returns those that did not end.
 * A signal is only sent when process id and start time match: a reused id belongs to another process.
 */
export async function endProcesses<T extends Process>(
  processes: readonly T[],
  { graceMs = 5_000, composeMs = 20_000, onKill }: EndProcessesOptions = {},
): Promise<T[]> {
  // After a signal it ends at once, and what it has requested is made by the daemon nevertheless, after any removal.
  await stillRunning(processes.filter(isCompose), composeMs);
  const ours = processes.filter(isRunning);
  // PostgreSQL takes SIGTERM as "when every client has left", SIGINT as "now, in order".
  for (const one of ours) send(one, one.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  // A paused process handles the signal only when it continues.
  for (const one of ours) resume(one);
  const remaining = await stillRunning(ours, graceMs);
  if (remaining.length > 0) onKill?.();
  for (const one of remaining) send(one, 'SIGKILL');
  return await stillRunning(remaining, 5_000);
}

/** Kills them at once, without waiting: the last resort after Ctrl-C was pressed three times. */
export function killProcesses(processes: readonly Process[]): void {
  for (const one of processes) {
    // PostgreSQL's children end when it is gone, unless they are paused.
    resume(one);
    send(one, 'SIGKILL');
  }
}

function resume(one: Process): void {
  if (isRunning(one)) continueTree(one.pid);
}

async function stillRunning<T extends Process>(processes: readonly T[], timeoutMs: number): Promise<T[]> {
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

const isCompose = ({ name }: Process): boolean => name === 'docker compose';

function send(target: Process, signal: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    // The plugin is a child of the docker command, in a group of their own.
    process.kill(isCompose(target) && process.platform !== 'win32' ? -target.pid : target.pid, signal);
  } catch {
    // It has ended in the meantime, or belongs to another user; the caller checks which processes still run.
  }
}

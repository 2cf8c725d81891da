import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The pids of the children of a process; empty on Windows. */
export function childrenOf(pid: number): number[] {
  if (process.platform === 'win32') return [];
  if (process.platform === 'linux') return numbers(read(`/proc/${pid}/task/${pid}/children`));
  return ps(['-A', '-o', 'pid=,ppid='])
    .split('\n')
    .map(numbers)
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

/** Whether a process is stopped by a signal, or has ended. */
export function isStopped(pid: number): boolean {
  const state =
    process.platform === 'linux'
      ? /^State:\s+(\S)/m.exec(read(`/proc/${pid}/status`))?.[1]
      : ps(['-o', 'stat=', '-p', String(pid)]).trim()[0];
  return state === undefined || state === 'T' || state === 'Z';
}

/**
 * Continues a process and its descendants if they are stopped, the children first. Ignores processes that have ended or
 * belong to another user.
 */
export function continueTree(pid: number): void {
  if (process.platform === 'win32') return;
  for (const child of childrenOf(pid)) continueTree(child);
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // A process that is still stopped is noticed by the code that waits for it.
  }
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

import { hostname } from 'node:os';
import { identityOf, isRunning } from '../session/process-identity.ts';

/** The owner label of what this process starts: `PID START HOST`. The start may hold blanks, the others do not. */
export function ownerOfThisProcess(): string {
  const self = identityOf(process.pid);
  if (!self) throw new Error('The start time of this process cannot be read.');
  return `${self.pid} ${self.start} ${hostname()}`;
}

/**
 * Whether the process that a label names still runs. `unknown` on another host name (a container that shares the
 * daemon, a renamed machine): its processes cannot be seen from here, so it may still run.
 */
export function ownerState(label: string): {
  state: 'none' | 'running' | 'gone' | 'unknown';
  pid: number;
  host: string;
} {
  const [, pid, start, host] = /^(\d+) (.+) (\S+)$/.exec(label) ?? [];
  if (pid === undefined || start === undefined || host === undefined) {
    return { state: label === '' ? 'none' : 'unknown', pid: 0, host: '' };
  }
  const about = { pid: Number(pid), host };
  if (host !== hostname()) return { state: 'unknown', ...about };
  return { state: isRunning({ pid: about.pid, start }) ? 'running' : 'gone', ...about };
}

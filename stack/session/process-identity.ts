import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of one machine and boot: the number alone is used again, number and start time are not. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the platform's own format; compared, never parsed. */
  start: string;
}

/**
 * When the process with this number started; undefined when there is none, or when it has ended and only waits to be
 * reaped.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startFromProc(pid);
  if (process.platform === 'win32') return startFromPowerShell(pid);
  return startFromPs(pid);
}

/** The identity of a process that runs now. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const start = startOf(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Whether that very process, and not a later one with its number, is still running. */
export function isRunning(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.start;
}

let bootId: string | undefined;

/** Field 22 of /proc/PID/stat, in clock ticks since boot (proc(5)), hence together with the boot's own id. */
function startFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command, in parentheses, may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${bootId}:${fields[19] ?? ''}`;
}

function startFromPs(pid: number): string | undefined {
  const line = output('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [, state, start] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : start;
}

function startFromPowerShell(pid: number): string | undefined {
  const command = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
  return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]) || undefined;
}

function output(command: string, args: string[]): string {
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    return execFileSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

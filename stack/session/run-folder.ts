import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where the run with this id keeps logs and data. Nothing is made yet, so that the record can name it first. */
export function runFolder(id: string): string {
  return join(temporaryRoot(), `sandbox-${id}`);
}

/**
 * Makes it and its `logs`, for this user alone: configuration may contain keys. Started as root, PostgreSQL runs as
 * another user, so others may pass through but not look around, and what is in it is closed.
 */
export function makeRunFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  mkdirSync(join(folder, 'logs'), { mode: 0o700 });
}

/** How often, and after which pause, the removal of a folder is tried again that is still written to; ms. */
const removals = 60;
const removalPauseMs = 50;

/**
 * Removes a run's folder; refuses a path that this module would not have chosen for that id. A `cp` or `initdb` that a
 * killed sandbox had started may still write to it for a moment.
 */
export function removeRunFolder(folder: string, id: string): void {
  if (basename(folder) !== `sandbox-${id}`) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      // `maxRetries` of Node does not remove what was written in the meantime.
      const isBusy = ['ENOTEMPTY', 'EBUSY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isBusy || attempt === removals) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, removalPauseMs);
    }
  }
}

/**
 * Where the control channel listens. A unix socket's path holds about 104 characters (sun_path), less than some
 * TMPDIRs.
 */
export function controlSocket(id: string, folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\sandbox-${id}`;
  const inside = join(folder, 'control.sock');
  return Buffer.byteLength(inside) <= 100 ? inside : `/tmp/sandbox-${id}.sock`;
}

/** TMPDIR, unless we are root and another user could not enter it (root's own private one). */
function temporaryRoot(): string {
  const root = tmpdir();
  return process.getuid?.() === 0 && !everyoneMayEnter(root) ? '/tmp' : root;
}

function everyoneMayEnter(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o001) === 0) return false;
  return dirname(folder) === folder || everyoneMayEnter(dirname(folder));
}

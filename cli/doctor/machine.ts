import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, freemem, platform, arch, tmpdir, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../../lib/make-folder.ts';
import { messageOf } from '../../lib/errors.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { cacheFolder } from '../../lib/paths.ts';
import { type Check, fail, ok, warn } from './check.ts';

const megabyte = 1e6;
/** Memory of the whole embedded sandbox, with headroom. */
const memoryNeeded = 800 * megabyte;
/** Logs and data of a run, the built engine and the database template. */
const diskNeeded = 500 * megabyte;

/** main.ts rejects older versions of Node. */
export const checkNode = (): Check => ok('node', `${process.versions.node} (20.19 or newer is needed)`);

export function checkPlatform(): Check {
  const found = `${platform()} ${arch()}, ${cpus().length} cores`;
  return cpus().length >= 2
    ? ok('platform', found)
    : warn('platform', found, 'Performance targets assume at least 2 cores. Expect slower boots and runs.');
}

export async function checkMemory(): Promise<Check> {
  const available = await availableMemory();
  const found = `${formatBytes(available)} available of ${formatBytes(totalmem())}`;
  return available >= memoryNeeded
    ? ok('memory', found)
    : warn('memory', found, `The sandbox takes about ${formatBytes(memoryNeeded)}; stop other programs first.`);
}

/** On Linux, includes memory that caches can release. */
async function availableMemory(): Promise<number> {
  try {
    const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1];
    return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
  } catch {
    return freemem();
  }
}

export function checkDisk(): Check[] {
  const folders: [string, string][] = [
    ['cache folder', cacheFolder()],
    ['temporary folder', tmpdir()],
  ];
  return folders.map(([name, folder]) => {
    const { bavail, bsize } = statfsSync(existingParent(folder));
    const free = bavail * bsize;
    const found = `${folder}, ${formatBytes(free)} free`;
    return free >= diskNeeded
      ? ok(name, found)
      : fail(name, found, `At least ${formatBytes(diskNeeded)} are needed. Free space, or choose another folder.`);
  });
}

export function checkStateFolder(state: string): Check {
  try {
    makeFolder(state);
    accessSync(state, constants.W_OK | constants.X_OK);
    return ok('state folder', `${state} is writable`);
  } catch (error) {
    return fail('state folder', messageOf(error), 'Make it writable, or set XDG_STATE_HOME to a writable folder.');
  }
}

const existingParent = (folder: string): string => (existsSync(folder) ? folder : existingParent(dirname(folder)));

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** In the form of `sha256sum`, which can check it. */
const checksumsFile = 'SHA256SUMS';
/** The state of the file that was last compared with its checksum. */
const verifiedFile = 'VERIFIED';

/** Writes the SHA-256 of files into their folder, so that a damaged one is recognized when it is loaded. */
export function writeChecksums(folder: string, names: readonly string[]): void {
  const lines = names.map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  writeFileSync(join(folder, checksumsFile), lines.join(''));
}

/** The SHA-256 that was written for a file, as hexadecimal digits; undefined where there is none. */
export function checksumOf(path: string): string | undefined {
  const list = join(dirname(path), checksumsFile);
  if (!existsSync(list)) return undefined;
  const lines = readFileSync(list, 'utf8').split('\n');
  return lines.find((line) => line.slice(64) === `  ${basename(path)}`)?.slice(0, 64);
}

/**
 * Whether a file was compared with its checksum before and has not been written to since: the time of its last change,
 * which only the operating system sets, is still the same. It spares each start the time to hash 100 MB. `state` is that
 * of the file now.
 */
export function isVerified(path: string, state: string): boolean {
  const list = join(dirname(path), verifiedFile);
  return existsSync(list) && readFileSync(list, 'utf8') === state;
}

/** Call it with a file that `sha256` found to be intact; `state` is that from before it was read. */
export function setVerified(path: string, state: string): void {
  try {
    if (stateOf(path) === state) writeFileSync(join(dirname(path), verifiedFile), state);
  } catch {
    // A cache that is read-only is hashed at each start.
  }
}

/** A text that differs between files, and for the same file after each write. */
export function stateOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${[dev, ino, size, mtimeNs, ctimeNs].join(' ')}  ${basename(path)}\n`;
}

/** Whether a small file still is what was written. */
export function isIntact(path: string): boolean {
  return existsSync(path) && sha256(readFileSync(path)) === checksumOf(path);
}

/** As hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** In the form of `sha256sum`, which can check it. */
const checksumsFile = 'SHA256SUMS';

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

/** Whether a small file still is what was written. */
export function isIntact(path: string): boolean {
  return existsSync(path) && sha256(readFileSync(path)) === checksumOf(path);
}

/** As hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { readFileSync, statSync } from 'node:fs';
import { formatBytes } from './format/bytes.ts';

/** Far more than any configuration, rule or dashboard has. */
const usualMaxBytes = 16_000_000;

/**
 * Reads a text file that a user or a configuration names. A pipe would be waited for forever, and a device such as
 * /dev/zero has no end.
 * @throws Error with the reason if it is not a regular file, is too large, or cannot be read
 */
export function readUserFile(path: string, maxBytes = usualMaxBytes): string {
  const found = statSync(path);
  // Reading a folder fails with a message of its own.
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is not a regular file');
  if (found.size > maxBytes) {
    throw new Error(`it has ${formatBytes(found.size)}, and at most ${formatBytes(maxBytes)} are read`);
  }
  return readFileSync(path, 'utf8');
}

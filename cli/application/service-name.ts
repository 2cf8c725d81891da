import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The name of the application in a folder: that of its package.json, or of the folder. */
export function defaultServiceName(folder: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    if (typeof name === 'string' && name !== '') return name.replace(/^@[^/]+\//, '');
  } catch {
    // Not an application of Node.
  }
  return basename(folder) || 'application';
}

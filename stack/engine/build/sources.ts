import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../../lib/paths.ts';

/** The engine's Go sources: in a clone of the repository, not in the published package. */
export const engineSources: string = join(packageRoot, 'engine');

/** What Go may leave in the folder and the build does not read. */
const notSources = new Set(['vendor', 'README.md', '.DS_Store']);

/** All files under a folder, relative to it with `/`, in an order that is the same on every machine. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The files that a build reads. */
export function listSources(folder: string): string[] {
  return listFiles(folder).filter((file) => !notSources.has(file.split('/')[0] ?? ''));
}

/** A hash over names and contents of the sources; undefined when there are none. */
export function hashSources(folder: string = engineSources): string | undefined {
  if (!existsSync(join(folder, 'go.mod'))) return undefined;
  const hash = createHash('sha256');
  for (const file of listSources(folder)) {
    const content = readFileSync(join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

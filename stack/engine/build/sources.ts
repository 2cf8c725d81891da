import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../../lib/paths.ts';

/** The engine's Go sources: in a clone of the repository, not in the published package. */
export const engineSources: string = join(packageRoot, 'engine');

/** Not read by the build: what Go, `npm run engine:modules` and `engine:publish-list` leave in the folder, and the other program in it. */
const notSources = new Set(['vendor', 'copied', 'README.md', '.DS_Store', 'published.json', 'shop']);

/** All files under a folder, relative to it with `/`, in an order that is the same on every machine. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The files that a build reads. */
export function listSources(folder: string): string[] {
  return listFiles(folder).filter((file) => !notSources.has(file.split('/')[0] ?? '') && !file.endsWith('_test.go'));
}

/** A hash over names and contents of the sources in the folder of a go.mod and in others; undefined without go.mod. */
export function hashSources(folder: string = engineSources, more: readonly string[] = []): string | undefined {
  if (!existsSync(join(folder, 'go.mod'))) return undefined;
  const hash = createHash('sha256');
  for (const part of [folder, ...more]) {
    for (const file of listSources(part)) {
      const content = readFileSync(join(part, file));
      const name = relative(folder, join(part, file)).replaceAll('\\', '/');
      hash.update(`${name}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

import { resolve } from 'node:path';
import { defaultBaseline } from './baseline-file.ts';
import { defaultFile } from './plan.ts';

/**
 * The files whose text a report of a check may show: those that it reads, and sandbox.yaml with the baseline. Included ones
 * are left out, also where they are named in another way: nothing may print their values.
 */
export function shownFiles(files: readonly string[], included: readonly string[], sandboxFile = defaultFile): string[] {
  const hidden = new Set(included.map((file) => resolve(file)));
  return [...files, sandboxFile, defaultBaseline].filter((file) => !hidden.has(resolve(file)));
}

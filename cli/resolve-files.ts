import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NamedFile } from '../check/expectations/read-sandbox-file.ts';
import { UserError } from '../lib/errors.ts';
import { expandGlob, isGlob } from '../lib/glob.ts';
import { nearest } from '../lib/nearest.ts';
import { describeSource } from '../lib/events/source-line.ts';

/** Expands glob patterns and removes duplicates, in order. Throws a UserError (exit code 2) for a missing file. */
export function resolveFiles(files: readonly NamedFile[]): string[] {
  return [...new Set(files.flatMap((file) => resolveFile(file)))];
}

function resolveFile({ path, source }: NamedFile): string[] {
  const place = source ? `${describeSource(source)}: ` : '';
  const relative = `Paths are relative to ${source ? `the folder of ${basename(source.file)}` : 'the current folder'}.`;
  const kind = kindOf(path);
  // A file name may look like a pattern.
  if (kind === 'file') return [path];
  if (kind === 'folder') {
    throw new UserError(`${place}${path} is a folder, not a file.`, {
      code: 'not-a-file',
      hint: `Specify its files, such as ${JSON.stringify(join(path, '*.yaml'))}.`,
    });
  }
  if (isGlob(path)) {
    const found = expandGlob(path).filter((one) => kindOf(one) === 'file');
    if (found.length > 0) return found;
    throw new UserError(`${place}No file matches ${path}.`, {
      code: 'no-such-file',
      hint: `A * does not match a slash. ${relative}`,
    });
  }
  const near = nearest(basename(path), neighbors(path));
  throw new UserError(
    `${place}The file ${path} does not exist.${near === undefined ? '' : ` Did you mean ${join(dirname(path), near)}?`}`,
    { code: 'no-such-file', hint: relative },
  );
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && (stat.isDirectory() ? 'folder' : 'file');
}

function neighbors(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return [];
  }
}

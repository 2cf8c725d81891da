import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NamedFile } from '../../check/expectations/read-sandbox-file.ts';
import { UserError } from '../../lib/errors.ts';
import { expandGlob, isGlob } from '../../lib/glob.ts';
import { nearest } from '../../lib/nearest.ts';
import { describeSource } from '../../lib/events/source-line.ts';

/** The files that are meant, each once and in order, with patterns expanded. Throws a UserError for what is not there. */
export function resolveFiles(files: readonly NamedFile[]): string[] {
  return [...new Set(files.flatMap((file) => resolveFile(file)))];
}

function resolveFile({ path, source }: NamedFile): string[] {
  const place = source ? `${describeSource(source)}: ` : '';
  const kind = kindOf(path);
  // A file may have a name that looks like a pattern.
  if (kind === 'file') return [path];
  if (kind === 'folder') {
    throw new UserError(`${place}${path} is a folder, not a file.`, {
      code: 'not-a-file',
      hint: `Name its files, such as ${JSON.stringify(join(path, '*.yaml'))}.`,
    });
  }
  if (isGlob(path)) {
    const found = expandGlob(path).filter((one) => kindOf(one) === 'file');
    if (found.length > 0) return found;
    throw new UserError(`${place}No file matches ${path}.`, {
      code: 'no-such-file',
      hint: 'A * does not cross a slash; paths are relative to the file that names them, or to where the command runs.',
    });
  }
  const near = nearest(basename(path), neighbours(path));
  throw new UserError(
    `${place}There is no file ${path}.${near === undefined ? '' : ` Did you mean ${join(dirname(path), near)}?`}`,
    { code: 'no-such-file', hint: 'Paths are relative to the file that names them, or to where the command runs.' },
  );
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && (stat.isDirectory() ? 'folder' : 'file');
}

function neighbours(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return [];
  }
}

import { UserError } from '../../lib/errors.ts';
import { expandGlob, isGlob } from '../../lib/glob.ts';
import { readText } from './yaml/read-text.ts';

/** A file as the person named it, or as a pattern of theirs found it. */
export interface NamedFile {
  file: string;
  text: string;
}

/** What files are, for messages: `a rule file`, and the stable identifier of their errors. */
export interface FileKind {
  what: string;
  code: string;
}

/**
 * Reads the files that names and patterns stand for, each once, in the order given.
 * @throws UserError for a pattern that finds nothing and for a file that cannot be read; exit code 2.
 */
export function readFiles(patterns: readonly string[], kind: FileKind): NamedFile[] {
  const found = new Set(patterns.flatMap((pattern) => expand(pattern, kind)));
  return [...found].map((file) => ({ file, text: readText(file, kind) }));
}

function expand(pattern: string, { what, code }: FileKind): string[] {
  if (!isGlob(pattern)) return [pattern];
  const found = expandGlob(pattern);
  if (found.length > 0) return found;
  throw new UserError(`The pattern ${pattern} finds no file, and so not ${what}.`, {
    code: `${code}-missing`,
    hint: `It is read from ${process.cwd()}; quote it, and mind that * does not cross a slash.`,
  });
}

import { UserError } from '../../lib/errors.ts';
import { expandGlob, isGlob } from '../../lib/glob.ts';
import { readUserFile } from '../../lib/user-file.ts';
import { readText } from '../../lib/yaml/read-text.ts';
import type { CheckRequest } from '../request.ts';

/** A file by its path in the arguments, or found by a pattern in them. */
export interface NamedFile {
  file: string;
  text: string;
}

/** The kind of a file for messages, `the rule file`, and the stable identifier of its errors. */
export interface FileKind {
  what: string;
  code: string;
}

/**
 * Reads files by paths and patterns, each once, in the given order; `texts` take the place of files.
 * @throws UserError if a pattern matches nothing or a file cannot be read; exit code 2.
 */
export function readFiles(
  patterns: readonly string[],
  kind: FileKind,
  texts?: ReadonlyMap<string, string>,
): NamedFile[] {
  const found = new Set(patterns.flatMap((pattern) => expand(pattern, kind)));
  return [...found].map((file) => ({ file, text: texts?.get(file) ?? readText(file, kind) }));
}

/** Reads a file of a check, or the text that takes its place. Throws an Error if it cannot be read. */
export function fileReader({ texts }: Pick<CheckRequest, 'texts'>): (path: string) => string {
  return (path) => texts?.get(path) ?? readUserFile(path);
}

function expand(pattern: string, { what, code }: FileKind): string[] {
  if (!isGlob(pattern)) return [pattern];
  const found = expandGlob(pattern);
  if (found.length > 0) return found;
  throw new UserError(`Cannot find ${what}: the pattern ${pattern} matches no file.`, {
    code: `${code}-missing`,
    hint: `Use a pattern relative to ${process.cwd()}, in quotes. A * does not match a slash.`,
  });
}

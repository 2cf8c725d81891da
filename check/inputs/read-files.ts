import { UserError } from '../../lib/errors.ts';
import { expandGlob, isGlob } from '../../lib/glob.ts';
import { readText } from '../../lib/yaml/read-text.ts';

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
 * Reads files by paths and patterns, each once, in the given order.
 * @throws UserError if a pattern matches nothing or a file cannot be read; exit code 2.
 */
export function readFiles(patterns: readonly string[], kind: FileKind): NamedFile[] {
  const found = new Set(patterns.flatMap((pattern) => expand(pattern, kind)));
  return [...found].map((file) => ({ file, text: readText(file, kind) }));
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

import { messageOf, UserError } from '../errors.ts';
import { readUserFile } from '../user-file.ts';

export interface NamedText {
  /** The kind of the file, for messages: `the traffic file`. */
  what: string;
  /** A stable identifier of its errors, to which `-unreadable` is added: `bad-traffic`. */
  code: string;
  hint?: string;
}

/**
 * Reads a file of the user.
 * @throws UserError if it cannot be read; exit code 2.
 */
export function readText(file: string, { what, code, hint }: NamedText): string {
  try {
    return readUserFile(file);
  } catch (cause) {
    throw new UserError(`Cannot read ${what} ${file}: ${messageOf(cause)}.`, {
      code: `${code}-unreadable`,
      hint: hint ?? 'Use a path relative to the current directory, or an absolute one.',
      cause,
    });
  }
}

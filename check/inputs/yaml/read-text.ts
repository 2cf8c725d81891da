import { readFileSync } from 'node:fs';
import { messageOf, UserError } from '../../../lib/errors.ts';

export interface NamedText {
  /** What the file is, for messages: `the traffic file`. */
  what: string;
  /** A stable identifier of its errors, to which `-unreadable` is added: `bad-traffic`. */
  code: string;
  hint?: string;
}

/**
 * The text of a person's file.
 * @throws UserError where it cannot be read; exit code 2.
 */
export function readText(file: string, { what, code, hint }: NamedText): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError(`${file}, ${what}, cannot be read: ${messageOf(cause)}.`, {
      code: `${code}-unreadable`,
      hint: hint ?? 'Name a file that exists, relative to where the command runs.',
      cause,
    });
  }
}

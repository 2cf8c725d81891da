import { writeFileSync } from 'node:fs';
import { environmentError } from '../../lib/environment-error.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';

/** A file that a reporter writes. */
export interface ResultFile {
  /** Its kind, for messages: `JUnit file`. */
  what: string;
  /** The option that names it, such as `--junit`; the code of its errors begins with it, too. */
  option: string;
  file: string;
}

/** Writes the file of a reporter. @throws UserError if it cannot be written; exit code 2, or 4 on a full disk */
export function writeResult({ what, option, file }: ResultFile, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const environment = environmentError(cause);
    throw new UserError(`The ${what} ${file} cannot be written: ${messageOf(cause)}.`, {
      code: `${option.replace(/^-+/, '')}-unwritable`,
      exitCode: environment?.exitCode ?? ExitCode.usage,
      hint: environment?.hint ?? `Give ${option} a path in a folder that exists.`,
      cause,
    });
  }
}

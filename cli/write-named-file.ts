import { environmentError } from '../lib/environment-error.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { ExitCode } from '../lib/exit-codes.ts';

/**
 * Calls `write`, which writes a file that the user named. `what` begins the message: `The baseline file x.yaml`.
 * @throws UserError `file-unwritable` when that fails; exit code 2, or 4 on a full disk
 */
export function writeNamedFile(
  what: string,
  write: () => void,
  hint = 'Use a file in a folder that exists and is writable.',
): void {
  try {
    write();
  } catch (cause) {
    const environment = environmentError(cause);
    throw new UserError(`${what} cannot be written: ${messageOf(cause)}.`, {
      code: 'file-unwritable',
      exitCode: environment?.exitCode ?? ExitCode.usage,
      hint: environment?.hint ?? hint,
      cause,
    });
  }
}

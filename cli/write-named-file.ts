import { messageOf, UserError } from '../lib/errors.ts';

/**
 * Calls `write`, which writes a file that the user named. `what` begins the message: `The baseline file x.yaml`.
 * @throws UserError `file-unwritable` (exit code 2) when that fails
 */
export function writeNamedFile(
  what: string,
  write: () => void,
  hint = 'Use a file in a folder that exists and is writable.',
): void {
  try {
    write();
  } catch (cause) {
    throw new UserError(`${what} cannot be written: ${messageOf(cause)}.`, { code: 'file-unwritable', hint, cause });
  }
}

import { rmSync } from 'node:fs';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';

/**
 * Does something with files of the state folder. `writes` is a file that it writes, which is removed if that fails: on a
 * full disk it is there, and empty.
 * @throws UserError (exit code 4) when the folder or its disk does not allow it: that is no error of the sandbox.
 */
export function inStateFolder<T>(state: string, act: () => T, writes?: string): T {
  try {
    return act();
  } catch (cause) {
    if (writes !== undefined) remove(writes);
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new UserError(`The state folder ${state} cannot be used: ${messageOf(cause)}.`, {
      code: 'state-folder-unusable',
      exitCode: ExitCode.bootFailed,
      hint: 'Make room on its disk and make it writable for this user, or set XDG_STATE_HOME to another folder.',
      cause,
    });
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The first failure is reported.
  }
}

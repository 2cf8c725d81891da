import { messageOf, UserError } from './errors.ts';
import { ExitCode } from './exit-codes.ts';

/** What the system refuses, by its error code, and what the user can do about it. */
const causes: Readonly<Record<string, { code: string; what: string; hint: string }>> = {
  EMFILE: {
    code: 'too-many-files',
    what: 'This process may not open more files',
    hint: 'Allow 1,024 or more open files with `ulimit -n`.',
  },
  ENFILE: {
    code: 'too-many-files',
    what: 'This system has no room for more open files',
    hint: 'End other programs, or raise the limit of the system.',
  },
  ENOSPC: {
    code: 'disk-full',
    what: 'A disk is full',
    hint: 'Make room on it, or set TMPDIR and XDG_STATE_HOME to folders on another.',
  },
  EDQUOT: { code: 'disk-full', what: 'The quota of a disk is used up', hint: 'Make room on it, or ask for more.' },
  EROFS: {
    code: 'disk-read-only',
    what: 'The file system is read-only',
    hint: 'Set TMPDIR and XDG_STATE_HOME to folders that can be written.',
  },
};

/** The error of an exhausted or read-only environment as a UserError (exit code 4); undefined for any other error. */
export function environmentError(error: unknown): UserError | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const found = causes['code' in one ? String(one.code) : ''];
    if (!found) continue;
    const { code, what, hint } = found;
    return new UserError(`${what}: ${messageOf(one)}.`, { code, hint, exitCode: ExitCode.bootFailed, cause: error });
  }
  return undefined;
}

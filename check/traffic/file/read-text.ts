import { readFileSync } from 'node:fs';
import { messageOf, UserError } from '../../../lib/errors.ts';

/** More lines than a system has that can be played; a file beyond is another one, given by mistake. */
const mostLines = 5000;

/**
 * The text of a traffic file.
 * @throws UserError where it cannot be read; exit code 2.
 */
export function readText(file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError(`${file}, the traffic file, cannot be read: ${messageOf(cause)}.`, {
      code: 'bad-traffic-unreadable',
      hint,
      cause,
    });
  }
}

/** @throws UserError where a text is far longer than a traffic file can be. */
export function checkLength(text: string, file: string, hint: string): void {
  const lines = text.split('\n').length;
  if (lines <= mostLines) return;
  throw new UserError(
    `${file}:${mostLines + 1}: the file has ${lines} lines; one with traffic has at most ${mostLines}.`,
    {
      code: 'bad-traffic',
      hint,
    },
  );
}

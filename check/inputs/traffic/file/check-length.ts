import { UserError } from '../../../../lib/errors.ts';

/** More lines than a system has that can be played; a file beyond is another one, given by mistake. */
const mostLines = 5000;

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

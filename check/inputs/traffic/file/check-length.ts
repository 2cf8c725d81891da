import { UserError } from '../../../../lib/errors.ts';

/** More lines than any traffic file has; a longer file is a mistake. */
export const mostLines = 5000;

/** @throws UserError if a text is far longer than a traffic file. */
export function checkLength(text: string, file: string, hint: string): void {
  const lines = text.split('\n').length;
  if (lines <= mostLines) return;
  throw new UserError(
    `${file}:${mostLines + 1}: the file has ${lines} lines; the limit of a traffic file is ${mostLines}.`,
    {
      code: 'bad-traffic',
      hint,
    },
  );
}

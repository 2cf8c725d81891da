import { UserError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';

/** That a name is not known, with the nearest one and all there are; exit code 2. */
export function unknownName(kind: string, typed: string, known: readonly string[]): UserError {
  const near = nearest(typed, known);
  return new UserError(
    `There is no ${kind} ${JSON.stringify(typed)}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    {
      code: `unknown-${kind}`,
      hint: `There are: ${known.join(', ')}.`,
    },
  );
}

import { UserError } from './errors.ts';

/** The known name with the fewest edits to what was typed, if it is similar enough for a suggestion. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.ceil(typed.length * 0.4));
  const ranked = known
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= limit) return best.name;
  return known.find((name) => name.startsWith(typed) || name.includes(typed));
}

/** The known name that was probably meant: at most one letter in five differs, or one of fewer. */
export function nearestTypo(typed: string, known: readonly string[]): string | undefined {
  const near = nearest(typed, known);
  return near !== undefined && editDistance(typed, near) <= Math.max(1, Math.floor(typed.length / 5))
    ? near
    : undefined;
}

/** The Levenshtein distance; two swapped letters count as two edits. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The error for an unknown name: suggests the nearest one and lists all; exit code 2. */
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

import type { Line } from '../../widgets/line.ts';

/** Joins two areas of the same height; each row of `left` must have its full width. */
export function sideBySide(left: readonly Line[], right: readonly Line[]): Line[] {
  return left.map((line, row) => [...line, ...(right[row] ?? [])]);
}

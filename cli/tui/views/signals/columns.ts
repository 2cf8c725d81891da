import type { Line } from '../../widgets/line.ts';

/** Two areas of the same height next to each other; each row of `left` must have its full width. */
export function beside(left: readonly Line[], right: readonly Line[]): Line[] {
  return left.map((line, row) => [...line, ...(right[row] ?? [])]);
}

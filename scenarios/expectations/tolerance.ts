import type { Tolerance } from '../scenario.ts';

export function within(value: number, { min = -Infinity, max = Infinity }: Tolerance): boolean {
  return value >= min && value <= max;
}

/** `at least 3`, `at most 0.05`, `from 20 to 31`. */
export function describeTolerance({ min, max }: Tolerance): string {
  if (min === undefined) return `at most ${max ?? 'anything'}`;
  if (max === undefined) return `at least ${min}`;
  return min === max ? `exactly ${min}` : `from ${min} to ${max}`;
}

import { z } from 'zod';
import { parseDuration } from '../stack/pacing/duration.ts';

/** A duration of a scenario, in production time. */
export const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0 || text === '0s', 'is not a duration such as 2m, 90s or 0s');

/** Its milliseconds, 0 where it is none. */
export function ms(text: string): number {
  return parseDuration(text) ?? 0;
}

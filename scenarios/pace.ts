import { z } from 'zod';
import { parseDuration } from '../lib/duration/parse-duration.ts';

/** A duration in a scenario, in production time: `2m`, `90s`, `0s`. */
export const durationSchema = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0 || text === '0s', 'is not a duration such as 2m, 90s or 0s');

/** Milliseconds of a duration in a scenario, in production time; 0 if it is not valid. */
export function durationMs(text: string): number {
  return parseDuration(text) ?? 0;
}

/** Milliseconds of a duration in a scenario at this pace. */
export function pacedMs(duration: string, pace: number): number {
  return durationMs(duration) / pace;
}

/** The interval between two tries while waiting: five seconds of production time, at least 250 ms. */
export function pollIntervalMs(pace: number): number {
  return Math.max(250, 5000 / pace);
}

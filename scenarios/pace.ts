import { parseDuration } from '../stack/pacing/duration.ts';

/** A duration of a scenario, written in production time, in milliseconds at this pace. */
export function pacedMs(duration: string, pace: number): number {
  return (parseDuration(duration) ?? 0) / pace;
}

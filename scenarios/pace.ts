import { parseDuration } from '../stack/pacing/duration.ts';

/** A duration of a scenario, given in production time, in milliseconds at this pace. */
export function pacedMs(duration: string, pace: number): number {
  return (parseDuration(duration) ?? 0) / pace;
}

/** The interval between two tries while waiting: five seconds of production time, at least 250 ms. */
export function pollIntervalMs(pace: number): number {
  return Math.max(250, 5000 / pace);
}

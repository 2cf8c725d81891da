import { parseDuration } from '../stack/pacing/duration.ts';

/** A duration of a scenario, written in production time, in milliseconds at this pace. */
export function pacedMs(duration: string, pace: number): number {
  return (parseDuration(duration) ?? 0) / pace;
}

/** How often whoever waits for something asks: four times a second at most, and every five seconds of production. */
export function pollIntervalMs(pace: number): number {
  return Math.max(250, 5000 / pace);
}

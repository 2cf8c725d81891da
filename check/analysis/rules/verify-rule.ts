import { formatDuration } from '../../../lib/duration/format-duration.ts';
import type { Context } from './context.ts';

/** What a changed expression does on the recorded series. */
export interface Verified {
  /** Of an alert: it fires during a fault and is quiet at the baseline. */
  isGood: boolean;
  /** Of an alert: it can be evaluated, and is quiet at the baseline, whether it fires later or not. */
  isQuiet: boolean;
  /** It has a result at some time, whether it fires or not. */
  hasResult: boolean;
  /** `fires 2m34s after the first affected request, quiet before`, or why it is not good. */
  text: string;
}

/**
 * Evaluates a suggested expression of an alert at every step of the run, with its `for`: it must fire during a fault
 * and stay quiet at the baseline.
 */
export async function verifyRule(expr: string, forMs: number, { queries, stepMs }: Context): Promise<Verified> {
  const { baseline, faults } = queries.timeline;
  const { series, error } = await queries.over(expr, stepMs);
  if (error !== undefined)
    return { isGood: false, isQuiet: false, hasResult: false, text: 'Prometheus cannot evaluate it' };
  const hasResult = series.length > 0;
  const firings = series.flatMap(({ points }) => firingTimes(points, forMs, stepMs));
  const detections = faults.flatMap(({ start, end, firstAffectedAt = start }) => {
    const first = firings.filter((time) => time >= firstAffectedAt && time < end + 5 * 60_000).sort((a, b) => a - b)[0];
    return first === undefined ? [] : [first - firstAffectedAt];
  });
  if (firings.some((time) => time < baseline.end)) {
    return { isGood: false, isQuiet: false, hasResult, text: 'it fires before any fault' };
  }
  if (detections.length === 0)
    return { isGood: false, isQuiet: true, hasResult, text: 'it does not fire during a fault' };
  const quickest = formatDuration(Math.min(...detections));
  return {
    isGood: true,
    isQuiet: true,
    hasResult,
    text: `fires ${quickest} after the first affected request, quiet before`,
  };
}

/** The times from which a series has had a result for so long that the alert fires, once for each episode. */
function firingTimes(points: readonly (readonly [number, number])[], forMs: number, stepMs: number): number[] {
  const found: number[] = [];
  let since: number | undefined;
  let last = -Infinity;
  let hasFired = false;
  for (const [time] of points) {
    if (since === undefined || time - last > 1.5 * stepMs) [since, hasFired] = [time, false];
    if (!hasFired && time - since >= forMs) {
      hasFired = true;
      found.push(time);
    }
    last = time;
  }
  return found;
}

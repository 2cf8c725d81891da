import { mustBeKept } from '../classes.ts';
import type { SamplingThresholds } from '../thresholds.ts';
import { binomialInterval, type Interval } from './binomial.ts';

/** Bounds of a share of traces, 0 to 1, both included. */
export interface Share {
  min: number;
  max: number;
}

/**
 * How many of the traces that were sent may be kept, where this share of them is expected; both ends included. Where
 * chance has a part in it, the 99.9% intervals of the bounds.
 */
export function expectedKept(sent: number, { min, max }: Share, byChance: boolean): Interval {
  if (byChance) return { min: binomialInterval(sent, min).min, max: binomialInterval(sent, max).max };
  // Against the noise of floating point: 0.07 of 100 is 7.
  return { min: Math.ceil(sent * min - 1e-6), max: Math.floor(sent * max + 1e-6) };
}

/** The same for a class under the sandbox's own policies. */
export function expectedOfClass(
  { class: name, sent }: { class: string; sent: number },
  { baselineShare }: SamplingThresholds,
): Interval {
  if (name === 'normal') return expectedKept(sent, { min: baselineShare, max: baselineShare }, true);
  return { min: mustBeKept(name) ? sent : 0, max: sent };
}

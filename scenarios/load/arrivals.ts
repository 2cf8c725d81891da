import type { Random } from '../../lib/random.ts';

/** The gaps between arrivals in milliseconds: exponential (a Poisson process) or all alike. */
export function* arrivalGaps(perSecond: number, kind: 'poisson' | 'even', random: Random): Generator<number, never> {
  const mean = 1000 / perSecond;
  while (true) yield kind === 'even' ? mean : random.exponential(mean);
}

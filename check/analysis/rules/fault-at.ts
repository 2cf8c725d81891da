import type { FaultWindow, Timeline } from '../../run/timeline.ts';

/** So long after its end a fault still affects rules that look back over minutes. */
const aftermathMs = 5 * 60_000;

/**
 * The faults to which an event at `time` is attributed: the latest that began before it, if they ended at most five minutes
 * before. Of faults that are active together it is the one whose target is among `labels`. Several that began at the same
 * time and are not distinguished by that are all given, the one that affected a request first before the others.
 */
export function faultsAt(
  { faults }: Pick<Timeline, 'faults'>,
  time: number,
  labels: Readonly<Record<string, string>> = {},
): FaultWindow[] {
  const begun = faults.filter(({ start, end }) => start <= time && time < end + aftermathMs);
  const together = begun.filter(({ start, end }) => start === latestStart(begun) || time < end);
  const targets = new Set(Object.values(labels));
  const named = together.filter(({ target }) => targets.has(target));
  // A service that only rejects requests may have passed on the errors of others.
  const meant = named.some(({ fault }) => fault !== 'rejection') ? named : together;
  const affected = ({ firstAffectedAt = Infinity }: FaultWindow): number => firstAffectedAt;
  return meant.filter(({ start }) => start === latestStart(meant)).sort((a, b) => affected(a) - affected(b));
}

/** The first of them. */
export function faultAt(...event: Parameters<typeof faultsAt>): FaultWindow | undefined {
  return faultsAt(...event)[0];
}

function latestStart(faults: readonly FaultWindow[]): number {
  return Math.max(...faults.map(({ start }) => start));
}

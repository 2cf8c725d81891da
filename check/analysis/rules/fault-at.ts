import type { FaultWindow, Timeline } from '../../run/timeline.ts';

/** So long after its end a fault still affects rules that look back over minutes. */
const aftermathMs = 5 * 60_000;

/**
 * The fault to which an event at `time` is attributed: the latest one that began before it, if it ended at most five
 * minutes before. Of faults that are active together it is the one whose target is among `labels`, else the one that
 * affected a request first.
 */
export function faultAt(
  { faults }: Pick<Timeline, 'faults'>,
  time: number,
  labels: Readonly<Record<string, string>> = {},
): FaultWindow | undefined {
  const begun = faults.filter(({ start, end }) => start <= time && time < end + aftermathMs);
  const latest = Math.max(...begun.map(({ start }) => start));
  const together = begun.filter(({ start, end }) => start === latest || time < end);
  const targets = new Set(Object.values(labels));
  const [first] = [...together].sort(
    (a, b) =>
      Number(targets.has(b.target)) - Number(targets.has(a.target)) ||
      b.start - a.start ||
      (a.firstAffectedAt ?? Infinity) - (b.firstAffectedAt ?? Infinity),
  );
  return first;
}

import type { FaultWindow, Timeline } from '../run/timeline.ts';

/** What a fault did still shows so long after its end in rules that look back over minutes. */
const aftermathMs = 5 * 60_000;

/**
 * The fault that something at a moment is the matter of: the last that began before it, unless it was over long since. Of faults that act
 * together the one whose target is among `labels`, or else the one that struck first.
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

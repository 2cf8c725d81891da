import type { Line } from '../../widgets/line.ts';
import { formatAge } from '../../../../lib/duration/format-duration.ts';

/** A failing feed: since when, number of tries, and the last error. */
export interface Outage {
  since: number;
  tries: number;
  reason: string;
}

/** The failing feeds of a view, by name. */
export type Outages = Readonly<Record<string, Outage>>;

export function addOutage(
  outages: Outages,
  { feed, reason, at }: { feed: string; reason: string; at: number },
): Outages {
  const { since = at, tries = 0 } = outages[feed] ?? {};
  return { ...outages, [feed]: { since, tries: tries + 1, reason } };
}

/** Removes the outage of a feed after an answer; the same object if there was none. */
export function endOutage(outages: Outages, feed: string): Outages {
  if (!(feed in outages)) return outages;
  return Object.fromEntries(Object.entries(outages).filter(([name]) => name !== feed));
}

/**
 * One line about the first failing feed. The data below it is the last known.
 * @param names backend name of each feed
 */
export function outageLine(outages: Outages, names: Readonly<Record<string, string>>, now: number): Line | undefined {
  for (const [feed, name] of Object.entries(names)) {
    const outage = outages[feed];
    if (!outage) continue;
    const { since, tries, reason } = outage;
    const attempts = tries === 1 ? '1 try' : `${tries} tries`;
    return [
      { text: `✗ ${name} has not responded for ${formatAge(now - since)}`, tone: 'bad', strong: true },
      { text: ` (${attempts}, retrying): ${reason}`, tone: 'bad' },
    ];
  }
  return undefined;
}

import type { Line } from '../../widgets/line.ts';
import { formatAge } from '../../../../lib/duration/format-duration.ts';

/** Since when a feed has had no answer, how often it asked in vain, and why the last time. */
export interface Outage {
  since: number;
  tries: number;
  reason: string;
}

/** The feeds of a view that are without an answer now. */
export type Outages = Readonly<Record<string, Outage>>;

export function addOutage(
  outages: Outages,
  { feed, reason, at }: { feed: string; reason: string; at: number },
): Outages {
  const { since = at, tries = 0 } = outages[feed] ?? {};
  return { ...outages, [feed]: { since, tries: tries + 1, reason } };
}

/** After an answer; the same object where nothing was wrong. */
export function endOutage(outages: Outages, feed: string): Outages {
  if (!(feed in outages)) return outages;
  return Object.fromEntries(Object.entries(outages).filter(([name]) => name !== feed));
}

/**
 * One line for what does not answer: how long and what was tried. What is below it is the last that was known.
 * @param names feed to the backend's name, as a person knows it; the first that is out is told
 */
export function outageLine(outages: Outages, names: Readonly<Record<string, string>>, now: number): Line | undefined {
  for (const [feed, name] of Object.entries(names)) {
    const outage = outages[feed];
    if (!outage) continue;
    const { since, tries, reason } = outage;
    const asked = tries === 1 ? 'asked once' : `asked ${tries} times`;
    return [
      { text: `✗ ${name} has not answered for ${formatAge(now - since)}`, tone: 'bad', strong: true },
      { text: ` (${asked}, goes on): ${reason}`, tone: 'bad' },
    ];
  }
  return undefined;
}

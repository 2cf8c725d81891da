import type { Shared } from '../../state/shared.ts';
import type { Line } from '../../widgets/line.ts';
import { widest } from '../../widgets/table.ts';
import { timeLine, type Track } from '../../widgets/timeline.ts';
import { alertTracks, faultTracks } from '../scenarios/draw-timeline.ts';

/** So far back does it reach. */
const windowMs = 300_000;
export const recentNote = 'the last five minutes';

const longestLabels = { narrow: 34, wide: 46 };

/**
 * Faults and alerts of the last minutes under one scale that ends now, as many as there are rows for: faults above, then alerts; of each
 * what still lasts first, then what ended last.
 * @param height rows, with that of the scale
 */
export function recentTimeLine(
  { episodes, now }: Pick<Shared, 'episodes' | 'now'>,
  width: number,
  height = Infinity,
): Line[] {
  const from = now - windowMs;
  const faults = recentOnes(faultTracks(episodes), from, now);
  const alerts = recentOnes(alertTracks(episodes), from, now);
  const room = height - 1;
  const tracks = [...faults.slice(0, Math.max(Math.ceil(room / 2), room - alerts.length)), ...alerts].slice(0, room);
  if (tracks.length === 0) return [];
  const longest = width >= 110 ? longestLabels.wide : longestLabels.narrow;
  const labelWidth = Math.min(longest, widest(tracks.map(({ label }) => label)));
  return timeLine({ tracks, from, to: now, now, width, labelWidth, told: 'ago' });
}

function recentOnes(tracks: readonly Track[], from: number, now: number): Track[] {
  const endOf = ({ stretches }: Track): number => Math.max(...stretches.map(({ to = Infinity }) => to));
  return tracks
    .map(({ label, stretches }): Track => ({ label, stretches: stretches.filter(({ to = now }) => to > from) }))
    .filter(({ stretches }) => stretches.length > 0)
    .sort((a, b) => (endOf(a) === endOf(b) ? 0 : endOf(b) - endOf(a)));
}

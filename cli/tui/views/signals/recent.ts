import type { Shared } from '../../state/shared.ts';
import type { Line } from '../../widgets/line.ts';
import { widest } from '../../widgets/table.ts';
import { timeline, type Track } from '../../widgets/timeline.ts';
import { alertTracks, faultTracks } from '../scenarios/draw-timeline.ts';

/** Time range of the timeline. */
const windowMs = 300_000;
export const recentNote = 'the last five minutes';

const longestLabels = { narrow: 34, wide: 46 };

/**
 * Timeline of recent faults and alerts, limited to `height`: faults first, then alerts; each with active ones first, then the most
 * recent.
 * @param height rows, including the scale
 */
export function recentTimeline(
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
  return timeline({ tracks, from, to: now, now, width, labelWidth, scale: 'ago' });
}

function recentOnes(tracks: readonly Track[], from: number, now: number): Track[] {
  const endOf = ({ ranges }: Track): number => Math.max(...ranges.map(({ to = Infinity }) => to));
  return tracks
    .map(({ label, ranges }): Track => ({ label, ranges: ranges.filter(({ to = now }) => to > from) }))
    .filter(({ ranges }) => ranges.length > 0)
    .sort((a, b) => (endOf(a) === endOf(b) ? 0 : endOf(b) - endOf(a)));
}

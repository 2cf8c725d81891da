import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { pad, type Line, type Span } from './line.ts';
import type { Tone } from './theme.ts';

/** A time range of a track; ms since the epoch, without `to` while it lasts. */
export interface TimeRange {
  from: number;
  to?: number;
  /** One cell wide; repeated. */
  fill: string;
  tone: Tone;
  /** Printed at its start if it fits. */
  label?: string;
}

export interface Track {
  label: string;
  ranges: readonly TimeRange[];
}

export interface TimelineProps {
  tracks: readonly Track[];
  from: number;
  to: number;
  /** The end of open ranges. */
  now: number;
  width: number;
  labelWidth: number;
  /** Whether the scale counts from the start, or back from now. */
  scale?: 'since' | 'ago';
}

/** The time scale, then one row for each track. */
export function timeline({ tracks, from, to, now, width, labelWidth, scale = 'since' }: TimelineProps): Line[] {
  const cells = Math.max(1, width - labelWidth - 1);
  const span = Math.max(1, to - from);
  const cellOf = (time: number): number => Math.floor(((time - from) / span) * cells);
  const rows = tracks.map(({ label, ranges }): Line => [
    `${pad(label, labelWidth)} `,
    ...track(ranges, cells, cellOf, Math.min(now, to)),
  ]);
  const marks = scale === 'since' ? scaleSince(span, cells) : scaleAgo(span, cells);
  return [[`${' '.repeat(labelWidth)} `, { text: marks, tone: 'quiet' }], ...rows];
}

function track(ranges: readonly TimeRange[], cells: number, cellOf: (time: number) => number, now: number): Span[] {
  const row: { char: string; tone: Tone }[] = Array.from({ length: cells }, () => ({ char: '·', tone: 'quiet' }));
  for (const { from, to = now, fill, tone, label = '' } of ranges) {
    const first = Math.max(0, cellOf(from));
    // A short range has at least one cell.
    const end = Math.min(cells, Math.max(first + 1, cellOf(to)));
    for (let cell = first; cell < end; cell += 1) row[cell] = { char: fill, tone };
    const written = label.length + 2 <= end - first ? label : '';
    // Labels are ASCII: each character is one cell.
    for (let i = 0; i < written.length; i += 1) row[first + 1 + i] = { char: written.charAt(i), tone };
  }
  return merge(row);
}

/** Merges adjacent cells of one tone into spans. */
function merge(row: readonly { char: string; tone: Tone }[]): Span[] {
  const spans: { text: string; tone: Tone }[] = [];
  for (const { char, tone } of row) {
    const last = spans.at(-1);
    if (last?.tone === tone) last.text += char;
    else spans.push({ text: char, tone });
  }
  return spans;
}

const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((seconds) => seconds * 1000);

/** A round step between two marks, with room for their labels. */
function stepOf(spanMs: number, cells: number, room: number, least = 0): number {
  return steps.find((ms) => ms >= least && (ms / spanMs) * cells >= room) ?? 7_200_000;
}

/** `0s        20s        40s` */
function scaleSince(spanMs: number, cells: number): string {
  const step = stepOf(spanMs, cells, 10);
  let text = '';
  for (let at = 0; at <= spanMs; at += step) {
    const cell = Math.floor((at / spanMs) * cells);
    const label = formatDuration(at);
    if (cell + label.length <= cells) text = text.padEnd(cell) + label;
  }
  return text;
}

/** `4m ago        2m ago        now` */
function scaleAgo(spanMs: number, cells: number): string {
  // Not more than eight marks.
  const step = stepOf(spanMs, cells, 14, spanMs / 8);
  let text = '';
  for (let back = Math.floor(spanMs / step) * step; back > 0; back -= step) {
    const cell = Math.floor(((spanMs - back) / spanMs) * cells);
    if (cell >= text.length) text = `${text.padEnd(cell)}${formatDuration(back)} ago`;
  }
  return `${text.padEnd(Math.max(0, cells - 3))}now`.slice(0, cells);
}

import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { pad, type Line, type Span } from './line.ts';
import type { Tone } from './theme.ts';

/** A stretch of a track; times in milliseconds since the epoch, open at the right while it lasts. */
export interface Stretch {
  from: number;
  to?: number;
  /** One cell wide; repeated. */
  fill: string;
  tone: Tone;
  /** Written over its beginning where there is room. */
  label?: string;
}

export interface Track {
  label: string;
  stretches: readonly Stretch[];
}

export interface TimeLineProps {
  tracks: readonly Track[];
  from: number;
  to: number;
  /** Open stretches reach to here. */
  now: number;
  width: number;
  labelWidth: number;
  /** Whether times are told from the beginning, or, on a line that moves with the clock, back from now. */
  told?: 'since' | 'ago';
}

/** Tracks under one scale of time, a row each; the scale comes first. */
export function timeLine({ tracks, from, to, now, width, labelWidth, told = 'since' }: TimeLineProps): Line[] {
  const cells = Math.max(1, width - labelWidth - 1);
  const span = Math.max(1, to - from);
  const cellOf = (time: number): number => Math.floor(((time - from) / span) * cells);
  const rows = tracks.map(({ label, stretches }): Line => [
    `${pad(label, labelWidth)} `,
    ...track(stretches, cells, cellOf, Math.min(now, to)),
  ]);
  const scale = told === 'since' ? scaleSince(span, cells) : scaleAgo(span, cells);
  return [[`${' '.repeat(labelWidth)} `, { text: scale, tone: 'quiet' }], ...rows];
}

function track(stretches: readonly Stretch[], cells: number, cellOf: (time: number) => number, now: number): Span[] {
  const row: { char: string; tone: Tone }[] = Array.from({ length: cells }, () => ({ char: '·', tone: 'quiet' }));
  for (const { from, to = now, fill, tone, label = '' } of stretches) {
    const first = Math.max(0, cellOf(from));
    // What lasted less than a cell is still seen.
    const end = Math.min(cells, Math.max(first + 1, cellOf(to)));
    for (let cell = first; cell < end; cell += 1) row[cell] = { char: fill, tone };
    const written = label.length + 2 <= end - first ? label : '';
    // A label is plain words: each character is a cell.
    for (let i = 0; i < written.length; i += 1) row[first + 1 + i] = { char: written.charAt(i), tone };
  }
  return merge(row);
}

/** Neighbours of one tone as one span. */
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

/** A round step between two marks, with room for their words. */
function stepOf(spanMs: number, cells: number, room: number, least = 0): number {
  return steps.find((ms) => ms >= least && (ms / spanMs) * cells >= room) ?? 7_200_000;
}

/** `0s        20s        40s` */
function scaleSince(spanMs: number, cells: number): string {
  const step = stepOf(spanMs, cells, 10);
  let text = '';
  for (let at = 0; at <= spanMs; at += step) {
    const cell = Math.floor((at / spanMs) * cells);
    const word = formatDuration(at);
    if (cell + word.length <= cells) text = text.padEnd(cell) + word;
  }
  return text;
}

/** `4m ago        2m ago        now` */
function scaleAgo(spanMs: number, cells: number): string {
  // More marks than these say nothing more of what is long ago.
  const step = stepOf(spanMs, cells, 14, spanMs / 8);
  let text = '';
  for (let back = Math.floor(spanMs / step) * step; back > 0; back -= step) {
    const cell = Math.floor(((spanMs - back) / spanMs) * cells);
    if (cell >= text.length) text = `${text.padEnd(cell)}${formatDuration(back)} ago`;
  }
  return `${text.padEnd(Math.max(0, cells - 3))}now`.slice(0, cells);
}

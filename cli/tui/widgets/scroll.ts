import type { Line } from './line.ts';

export interface Scrolled {
  lines: readonly Line[];
  /** The number of hidden lines, for the note of the pane: `12 more below ↓`; empty if all are visible. */
  more: string;
}

/** The last scroll position for `count` lines. */
export function lastScroll(count: number, height: number): number {
  return Math.max(0, count - height);
}

/** The visible part of the lines at a scroll position. */
export function scrolled(lines: readonly Line[], scroll: number, height: number): Scrolled {
  const first = Math.min(Math.max(0, scroll), lastScroll(lines.length, height));
  const below = lines.length - first - height;
  const parts = [first > 0 ? `${first} more above ↑` : '', below > 0 ? `${below} more below ↓` : ''];
  return { lines: lines.slice(first, first + height), more: parts.filter(Boolean).join(', ') };
}

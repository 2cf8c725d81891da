import type { Line } from './line.ts';

export interface Scrolled {
  lines: readonly Line[];
  /** What is not to be seen, for the note of its pane: `12 more below ↓`; empty where everything is. */
  more: string;
}

/** How far a text of so many lines can be scrolled in an area of this height. */
export function lastScroll(count: number, height: number): number {
  return Math.max(0, count - height);
}

/** The part of a long text that an area of this height shows, `scroll` lines further down. */
export function scrolled(lines: readonly Line[], scroll: number, height: number): Scrolled {
  const first = Math.min(Math.max(0, scroll), lastScroll(lines.length, height));
  const below = lines.length - first - height;
  const parts = [first > 0 ? `${first} more above ↑` : '', below > 0 ? `${below} more below ↓` : ''];
  return { lines: lines.slice(first, first + height), more: parts.filter(Boolean).join(', ') };
}

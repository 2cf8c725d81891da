import stringWidth from 'string-width';
import type { Colors } from '../../terminal.ts';
import { paintTone, type Mark, type Tone } from './theme.ts';

/** A part of a line in one style. */
export interface Span {
  text: string;
  tone?: Tone;
  strong?: boolean;
  inverse?: boolean;
}

/** One row of the screen, before truncation and styling. A string is a span without style. */
export type Line = readonly (Span | string)[];

const plainAscii = /^[\u0020-\u007e]*$/;
// Control characters, which log lines may contain.
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Width of a text in cells. */
export function widthOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** Replaces control characters. */
export function clean(text: string): string {
  return plainAscii.test(text) ? text : text.replaceAll(control, ' ');
}

/** Truncates a text to `width` cells, with an ellipsis. */
export function cut(text: string, width: number): string {
  const cleaned = clean(text);
  if (widthOf(cleaned) <= width) return cleaned;
  if (width <= 0) return '';
  if (plainAscii.test(cleaned)) return `${cleaned.slice(0, width - 1)}…`;
  let kept = '';
  let room = width - 1;
  for (const { segment } of graphemes.segment(cleaned)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Truncates or pads a text to exactly `width` cells. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + blanks : blanks + shown;
}

const spanOf = (part: Span | string): Span => (typeof part === 'string' ? { text: part } : part);

export function lineWidth(line: Line): number {
  return line.reduce((sum, part) => sum + widthOf(clean(spanOf(part).text)), 0);
}

/** Truncates or pads a line to exactly `width` cells. */
export function fit(line: Line, width: number): Line {
  const spans = line.map(spanOf).map((span) => ({ ...span, text: clean(span.text) }));
  const total = spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  if (total <= width) return total === width ? spans : [...spans, { text: ' '.repeat(width - total) }];
  const fitted: Span[] = [];
  let room = width;
  for (const span of spans) {
    const wide = widthOf(span.text);
    if (wide < room) {
      fitted.push(span);
      room -= wide;
      continue;
    }
    // This span gets the ellipsis, even if only the following ones are truncated.
    const text = wide === room ? `${span.text} ` : span.text;
    fitted.push({ ...span, text: pad(cut(text, room), room) });
    break;
  }
  return fitted;
}

/** The icon and word of a state in its color, padded to `width`. */
export function markSpan({ icon, word, tone }: Mark, width = 0): Span {
  return { text: pad(`${icon} ${word}`, Math.max(width, widthOf(`${icon} ${word}`))), tone };
}

/** The line with ANSI styles. */
export function paint(line: Line, colors: Colors): string {
  return line
    .map((part) => {
      const { text, tone, strong, inverse } = spanOf(part);
      let painted = tone === undefined ? text : paintTone(tone, text, colors);
      if (strong) painted = colors.bold(painted);
      return inverse ? colors.inverse(painted) : painted;
    })
    .join('');
}

/** Wraps a text at spaces to lines of at most `width` cells. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text).split(' ')) {
    let rest = word;
    if (line !== '' && widthOf(line) + 1 + widthOf(rest) > width) {
      lines.push(line);
      line = '';
    }
    while (widthOf(rest) > width && width > 0) {
      const head = cut(rest, width + 1).slice(0, -1);
      if (head === '') break;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

import type { ReactNode } from 'react';
import { cut, fit, widthOf, type Line, type Span } from './line.ts';
import { Rows } from './rows.tsx';

export interface PaneProps {
  title: string;
  /** Text at the right of the title: a count, an age or an error. */
  note?: string | Span;
  focused?: boolean;
  lines: readonly Line[];
  /** Including the border. */
  width: number;
  height: number;
}

/** The size inside the border. */
export function insideOf(width: number, height: number): { width: number; height: number } {
  return { width: Math.max(0, width - 4), height: Math.max(0, height - 2) };
}

/** An area with a border and a title. The focused one has a heavy border and a mark, visible without color. */
export function Pane(props: PaneProps): ReactNode {
  return <Rows lines={paneLines(props)} width={props.width} height={props.height} />;
}

const heavy = ['┏', '┓', '┗', '┛', '━', '┃'] as const;
const light = ['╭', '╮', '╰', '╯', '─', '│'] as const;

/** The rows of a pane, to combine with other rows. */
export function paneLines({ title, note = '', focused = false, lines, width, height }: PaneProps): Line[] {
  const [tl, tr, bl, br, h, v] = focused ? heavy : light;
  const tone = focused ? 'accent' : 'quiet';
  const border = (text: string): Span => ({ text, tone });
  const inside = insideOf(width, height);
  const right: Span = typeof note === 'string' ? { text: note, tone: 'quiet' } : note;
  const heading = cut(focused ? `▸ ${title}` : title, Math.max(0, width - 6));
  const noteText = right.text === '' ? '' : cut(right.text, Math.max(0, width - 9 - widthOf(heading)));
  const noteParts: Span[] = noteText === '' ? [] : [border(' '), { ...right, text: noteText }, border(' ')];
  const used = 3 + widthOf(heading) + 1 + (noteText === '' ? 0 : widthOf(noteText) + 2) + 2;
  const top: Line = [
    border(`${tl}${h} `),
    { text: heading, strong: true, ...(focused ? { tone: 'accent' as const } : {}) },
    border(` ${h.repeat(Math.max(0, width - used))}`),
    ...noteParts,
    border(`${h}${tr}`),
  ];
  const body = Array.from({ length: inside.height }, (_, row): Line => [
    border(`${v} `),
    ...fit(lines[row] ?? [], inside.width),
    border(` ${v}`),
  ]);
  return [top, ...body, [border(`${bl}${h.repeat(Math.max(0, width - 2))}${br}`)]];
}

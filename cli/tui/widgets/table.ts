import { pad, widthOf, type Line, type Span } from './line.ts';

export interface Column<Row> {
  title: string;
  /** Cells; `rest` columns share the remaining width. */
  width: number | 'rest';
  align?: 'left' | 'right';
  /** Minimum width of the table for this column; cells. */
  from?: number;
  cell(row: Row): Span | string;
}

export interface TableProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Index of the selected row; absent if rows cannot be selected. */
  selected?: number;
  width: number;
  /** Rows of the screen, including the heading. */
  height: number;
  /** Text shown if there are no rows. */
  empty?: string;
}

/** The heading and the visible rows, which include the selected one. */
export function tableLines<Row>({ columns, rows, selected, width, height, empty = '' }: TableProps<Row>): Line[] {
  const shown = columns.filter(({ from = 0 }) => width >= from);
  const widths = columnWidths(shown, width - 2);
  const heading: Line = [
    { text: '  ' },
    ...shown.map(({ title, align }, i): Span => ({
      text: pad(title, widths[i] ?? 0, align) + gap(i, shown),
      tone: 'quiet',
    })),
  ];
  if (rows.length === 0) return [heading, [{ text: `  ${empty}`, tone: 'quiet' }]];
  const visible = Math.max(1, height - 1);
  const first = windowStart(rows.length, visible, selected ?? 0);
  const body = rows.slice(first, first + visible).map((row, i): Line => {
    const isSelected = selected === first + i;
    const cells = shown.map((column, c): Span => {
      const made = column.cell(row);
      const span = typeof made === 'string' ? { text: made } : made;
      return {
        ...span,
        text: pad(span.text, widths[c] ?? 0, column.align) + gap(c, shown),
        ...(isSelected ? { inverse: true } : {}),
      };
    });
    return [{ text: isSelected ? '▸ ' : '  ', tone: 'accent' }, ...cells];
  });
  return [heading, ...body];
}

/** The first row of a window of `visible` rows around the selected one. */
export function windowStart(count: number, visible: number, selected: number): number {
  return Math.max(0, Math.min(count - visible, selected - Math.floor(visible / 2)));
}

const gap = (index: number, columns: readonly unknown[]): string => (index < columns.length - 1 ? ' ' : '');

function columnWidths(columns: readonly Column<never>[], width: number): number[] {
  const gaps = Math.max(0, columns.length - 1);
  const fixed = columns.reduce((sum, column) => sum + (column.width === 'rest' ? 0 : column.width), 0);
  const sharing = columns.filter((column) => column.width === 'rest').length;
  const rest = Math.max(0, width - gaps - fixed);
  let used = 0;
  let seen = 0;
  return columns.map((column) => {
    if (column.width !== 'rest') return column.width;
    seen += 1;
    // The last one takes the remainder.
    const share = seen === sharing ? rest - used : Math.floor(rest / sharing);
    used += share;
    return share;
  });
}

/** The width of the widest text. */
export function widest(texts: readonly string[], least = 0): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), least);
}

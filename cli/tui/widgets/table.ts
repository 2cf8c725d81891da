import { pad, widthOf, type Line, type Span } from './line.ts';

export interface Column<Row> {
  title: string;
  /** Cells; `rest` shares what is left with the others that have it. */
  width: number | 'rest';
  align?: 'left' | 'right';
  /** In how wide a table it is left out: below this many cells. */
  from?: number;
  cell(row: Row): Span | string;
}

export interface TableProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Index of the selected row; absent where rows are not to be selected. */
  selected?: number;
  width: number;
  /** Rows of the screen, the heading included. */
  height: number;
  /** What stands in place of rows where there are none. */
  empty?: string;
}

/** A table as lines: heading, then the part of the rows in which the selected one is. The selection has a mark of its own. */
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

/** The first row of a window of `visible` rows that has the selected one in it, and in its middle where there is room around. */
export function windowStart(count: number, visible: number, selected: number): number {
  return Math.max(0, Math.min(count - visible, selected - Math.floor(visible / 2)));
}

const gap = (index: number, columns: readonly unknown[]): string => (index < columns.length - 1 ? ' ' : '');

function columnWidths(columns: readonly Column<never>[], width: number): number[] {
  const gaps = Math.max(0, columns.length - 1);
  const fixed = columns.reduce((sum, column) => sum + (column.width === 'rest' ? 0 : column.width), 0);
  const sharing = columns.filter((column) => column.width === 'rest').length;
  const rest = Math.max(0, width - gaps - fixed);
  let given = 0;
  let seen = 0;
  return columns.map((column) => {
    if (column.width !== 'rest') return column.width;
    seen += 1;
    // The last of them takes what division leaves.
    const share = seen === sharing ? rest - given : Math.floor(rest / sharing);
    given += share;
    return share;
  });
}

/** The widest of some texts, for a column that fits what it holds. */
export function widest(texts: readonly string[], least = 0): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), least);
}

import stringWidth from 'string-width';
import type { TableColumn } from '../../lib/format/table-column.ts';

/** The width of reports, for terminals, CI logs and mails. */
export const lineWidth = 80;

/** Keeps words on one line. */
export const together = (text: string): string => text.replaceAll(' ', '\u00A0');

/**
 * Text as lines of words, the first after `first`, the others after `rest`. A word that is too long
 * gets its own line.
 */
export function paragraph(
  text: string,
  first: string,
  rest: string = ' '.repeat(stringWidth(first)),
  width: number = lineWidth,
): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/[ \t\r\n]+/).filter((one) => one !== '')) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (!isEmpty && stringWidth(longer) > width) {
      lines.push(line);
      line = rest + word;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()].map((one) => one.replaceAll('\u00A0', ' '));
}

export interface TableOptions {
  indent: number;
  /** Width of a line; the last column wraps there. */
  width: number;
}

/** A table, the heading first. The last column takes the rest of the line and wraps. */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { indent, width }: TableOptions = { indent: 2, width: lineWidth },
): string[] {
  const widths = columns.map(({ heading }, i) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[i] ?? ''))),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + 2, indent);
  return [columns.map(({ heading }) => heading), ...rows].flatMap((row) => {
    const cells = columns.slice(0, last).map(({ align }, i) => {
      const cell = row[i] ?? '';
      const pad = ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(cell)));
      return align === 'right' ? pad + cell : cell + pad;
    });
    const start = ' '.repeat(indent) + cells.map((cell) => `${cell}  `).join('');
    return paragraph(row[last] ?? '', start, ' '.repeat(before), width);
  });
}

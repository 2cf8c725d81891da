import type { ComponentChildren, JSX } from 'preact';
import { Panel } from './panel.tsx';
import { TableHead } from './table-head.tsx';
import type { TableColumn } from '../../lib/format/table-column.ts';

interface DataTableProps {
  title: string;
  note?: ComponentChildren;
  columns: readonly TableColumn[];
  rows: readonly (readonly string[])[];
  /** Whether the value of a column is not as it should be, by the index of its row. */
  isBad?: (row: number, heading: string) => boolean;
  /** Sentences below the table. */
  notes?: readonly string[];
}

/** A table of texts in a panel. */
export function DataTable({ title, note, columns, rows, isBad, notes = [] }: DataTableProps): JSX.Element {
  const classOf = ({ align }: TableColumn): string => (align === 'right' ? 'num' : '');
  return (
    <Panel title={title} note={note} isFlush>
      <table>
        <TableHead columns={columns.map((column) => ({ ...column, heading: capitalized(column.heading) }))} />
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column, at) => (
                <td
                  key={column.heading}
                  class={`${classOf(column)} ${isBad?.(index, column.heading) === true ? 'bad-text' : ''}`}
                >
                  {row[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {notes.map((text) => (
        <p key={text} class="table-note muted">
          {text}
        </p>
      ))}
    </Panel>
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

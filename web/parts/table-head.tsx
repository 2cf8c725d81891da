import type { JSX } from 'preact';
import type { TableColumn } from '../../lib/format/table-column.ts';

/** A column of a table in the browser; numbers are aligned to the right. */
export interface HeadColumn extends TableColumn {
  /** Left out on narrow screens. */
  isWideOnly?: boolean;
  /** Only for screen readers: the column shows what it is. */
  isHidden?: boolean;
}

/** The head of a table: a heading for each column. */
export function TableHead({ columns }: { columns: readonly (string | HeadColumn)[] }): JSX.Element {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const one: HeadColumn = typeof column === 'string' ? { heading: column } : column;
          return (
            <th key={one.heading} scope="col" class={classOf(one)}>
              {one.isHidden === true ? <span class="sr-only">{one.heading}</span> : one.heading}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function classOf({ align, isWideOnly = false }: HeadColumn): string {
  return [...(align === 'right' ? ['num'] : []), ...(isWideOnly ? ['wide-only'] : [])].join(' ');
}

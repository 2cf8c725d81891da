/** A column of a table, whatever the format of the table is. */
export interface TableColumn {
  heading: string;
  align?: 'left' | 'right';
}

/** A column of numbers. */
export const right = (heading: string): TableColumn => ({ heading, align: 'right' });

import { costTable, factors, storageTable } from '../../../ui/check/storage.ts';
import type { RunSummary } from '../../../ui/runs/run-summary.ts';
import type { Colors } from '../../terminal.ts';
import { paragraph, table, together } from '../layout.ts';

export function storageSection({ volume }: RunSummary, colors: Colors): string[] {
  if (!volume) return [];
  const { heading, columns, rows } = storageTable(volume);
  return [
    colors.bold(heading),
    ...table(columns, rows),
    ...factors(volume).flatMap((text) => paragraph(unbroken(text), '  ', '    ')),
  ];
}

/** Breaks lines only between the factors. */
function unbroken(product: string): string {
  return product
    .split(' × ')
    .map((factor) => together(factor))
    .join(' × ');
}

export function costSection({ volume }: RunSummary, colors: Colors): string[] {
  if (!volume?.cost) return [];
  const { heading, columns, rows, note } = costTable(volume.cost);
  return [colors.bold(heading), ...table([...columns, { heading: '' }], rows), ...paragraph(note, '  ')];
}

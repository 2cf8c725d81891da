import { seconds } from '../../../reporters/describe.ts';
import type { ComponentView, Shared } from '../../state/shared.ts';
import { bar } from '../../widgets/charts.ts';
import { markSpan, pad, type Line, type Span } from '../../widgets/line.ts';
import { tableLines, windowStart, type Column } from '../../widgets/table.ts';
import { componentMarks } from '../../widgets/theme.ts';

export function megabytes(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  return bytes < 500_000 ? '<1 MB' : `${(bytes / 1e6).toFixed(0)} MB`;
}

const stateWidth = 10;

const columns: readonly Column<ComponentView>[] = [
  { title: 'component', width: 14, cell: ({ name }) => name },
  { title: 'state', width: stateWidth, cell: ({ state }) => markSpan(componentMarks[state]) },
  { title: 'start', width: 7, align: 'right', cell: ({ ms }) => (ms === undefined ? '' : seconds(ms)) },
  { title: 'memory', width: 7, align: 'right', cell: ({ memoryBytes }) => megabytes(memoryBytes) },
  { title: ' ', width: 'rest', cell: about },
];

/** What is to be said of it now: how far it is, what is wrong, or where it is reached. */
function about({ state, progress, detail, url }: ComponentView): Span | string {
  if (state === 'failed') return { text: detail ?? 'no reason given', tone: 'bad' };
  if (progress !== undefined && state !== 'ready') {
    return { text: `${bar(progress, 16)} ${Math.round(progress * 100)} % ${detail ?? ''}`, tone: 'accent' };
  }
  if (state === 'ready') return { text: url ?? '', tone: 'quiet' };
  return { text: detail ?? '', tone: 'quiet' };
}

export interface ComponentsProps {
  shared: Shared;
  selected: number;
  width: number;
  height: number;
}

/** A row for each component. */
export function componentTable({ shared, selected, width, height }: ComponentsProps): Line[] {
  const empty = 'Nothing has started yet.';
  return tableLines({ columns, rows: shared.components, selected, width, height, empty });
}

/** Two components in a row, for a low screen once everything runs. */
export function componentGrid({ shared: { components }, selected, width, height }: ComponentsProps): Line[] {
  const half = Math.floor(width / 2);
  const rows = Math.ceil(components.length / 2);
  const cell = (index: number, room: number): Line => {
    const component = components[index];
    if (!component) return [' '.repeat(room)];
    const isSelected = index === selected;
    const { icon, tone, word } = componentMarks[component.state];
    const rest = `${pad(component.name, 15)}${component.state === 'ready' ? '' : `${word} `}${megabytes(component.memoryBytes)}`;
    return [
      { text: isSelected ? '▸ ' : '  ', tone: 'accent' },
      { text: `${icon} `, tone },
      { text: pad(rest, room - 4), ...(isSelected ? { inverse: true } : {}) },
    ];
  };
  const lines = Array.from({ length: rows }, (_, row): Line => [...cell(row, half), ...cell(row + rows, width - half)]);
  const first = windowStart(rows, height, selected % Math.max(1, rows));
  return lines.slice(first, first + height);
}

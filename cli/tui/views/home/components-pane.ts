import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { formatBytes } from '../../../../lib/format/bytes.ts';
import { formatPercent } from '../../../../lib/format/percent.ts';
import type { ComponentView, Shared } from '../../state/shared.ts';
import { bar } from '../../widgets/charts.ts';
import { markSpan, pad, type Line, type Span } from '../../widgets/line.ts';
import { tableLines, windowStart, type Column } from '../../widgets/table.ts';
import { componentMarks } from '../../widgets/theme.ts';

const memoryText = (bytes: number | undefined): string => (bytes === undefined ? '' : formatBytes(bytes));

const stateWidth = 10;

const columns: readonly Column<ComponentView>[] = [
  { title: 'component', width: 14, cell: ({ name }) => name },
  { title: 'state', width: stateWidth, cell: ({ state }) => markSpan(componentMarks[state]) },
  { title: 'start', width: 7, align: 'right', cell: ({ ms }) => (ms === undefined ? '' : formatDuration(ms)) },
  { title: 'memory', width: 7, align: 'right', cell: ({ memoryBytes }) => memoryText(memoryBytes) },
  { title: ' ', width: 'rest', cell: about },
];

/** What is to be said of it now: how far it is, what is wrong, or where it is reached. */
function about({ state, progress, detail, url }: ComponentView): Span | string {
  if (state === 'failed') return { text: detail ?? 'no reason given', tone: 'bad' };
  if (progress !== undefined && state !== 'ready') {
    return {
      text: `${bar(progress, 16)} ${formatPercent(Math.round(progress * 100) / 100)} ${detail ?? ''}`,
      tone: 'accent',
    };
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
    const rest = `${pad(component.name, 15)}${component.state === 'ready' ? '' : `${word} `}${memoryText(component.memoryBytes)}`;
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

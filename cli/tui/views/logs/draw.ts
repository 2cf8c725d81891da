import { localTimeMs } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import { cut, pad, wrap, type Line } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { widest, windowStart } from '../../widgets/table.ts';
import { serviceTone } from '../../widgets/theme.ts';
import { sideBySide } from '../signals/columns.ts';
import { levelMark } from '../signals/level-mark.ts';
import type { LogRow } from '../../../../ui/logs/log-row.ts';
import { outageLine } from '../signals/outages.ts';
import { selectedLine, type LogsSlice } from './slice.ts';

/** The lines and the details of the selected one: side by side, stacked, or on a small screen only the focused pane. */
export function drawLogs(slice: LogsSlice, shared: Shared, width: number, height: number, pane: string): Line[] {
  const onDetails = pane === 'details';
  if (width >= 140) {
    const left = Math.floor(width * 0.62);
    return sideBySide(
      drawLines(slice, shared, left, height, !onDetails),
      drawDetails(slice, width - left, height, onDetails),
    );
  }
  if (height < 28) {
    return onDetails ? drawDetails(slice, width, height, true) : drawLines(slice, shared, width, height, true);
  }
  const below = Math.min(14, Math.floor(height * 0.4));
  return [
    ...drawLines(slice, shared, width, height - below, !onDetails),
    ...drawDetails(slice, width, below, onDetails),
  ];
}

function drawLines(slice: LogsSlice, shared: Shared, width: number, height: number, focused: boolean): Line[] {
  const { rows = [], outages, follow, overrun } = slice;
  const inside = insideOf(width, height);
  const outage = outageLine(outages, { lines: 'Loki' }, shared.now);
  const head: Line[] = [
    ...(outage ? [outage] : []),
    ...(overrun ? [[{ text: '! Too many new lines to show all. Filter with / or e.', tone: 'warn' as const }]] : []),
  ];
  const visible = inside.height - head.length;
  const at = selectedLine(slice);
  const from = windowStart(rows.length, visible, at);
  const body =
    rows.length > 0
      ? rows.slice(from, from + visible).map((row, index) => lineOf(row, from + index === at, inside.width))
      : emptyLines(slice, shared, inside.width);
  const isAlone = width < 140 && height < 28;
  // A title with a trace leaves no room for more.
  const details = isAlone && slice.filter.traceId === undefined ? '; tab: the whole line' : '';
  const note = `${rows.length} ${rows.length === 1 ? 'line' : 'lines'}, ${follow ? 'following' : 'not following: f'}${details}`;
  return paneLines({
    title: titleOf(slice),
    note: rows.length > 0 ? note : '',
    focused,
    lines: [...head, ...body],
    width,
    height,
  });
}

function lineOf({ time, level, service, text, traceId }: LogRow, isSelected: boolean, width: number): Line {
  const { icon, word, tone } = levelMark(level);
  const idWidth = width >= 100 ? 33 : 9;
  const textWidth = Math.max(0, width - 2 - 13 - 8 - 9 - idWidth);
  return [
    { text: isSelected ? '▸ ' : '  ', tone: 'accent' },
    { text: `${localTimeMs(time)} `, tone: 'quiet' },
    { text: `${pad(`${icon} ${word}`, 7)} `, tone },
    { text: `${pad(service, 8)} `, tone: serviceTone(service) },
    { text: pad(text, textWidth), ...(isSelected ? { inverse: true } : {}) },
    { text: ` ${pad(traceId ?? '', idWidth - 1)}`, tone: 'quiet' },
  ];
}

function titleOf({ filter: { service, level, traceId } }: LogsSlice): string {
  const parts = [
    ...(service === undefined ? [] : [`of ${service}`]),
    ...(level === 'all levels' ? [] : [`only ${level}`]),
    ...(traceId === undefined ? [] : [`of the trace ${traceId}`]),
  ];
  return parts.length === 0 ? 'Logs' : `Logs ${parts.join(', ')}`;
}

/** The complete line and its labels. */
function drawDetails(slice: LogsSlice, width: number, height: number, focused: boolean): Line[] {
  const row = slice.rows?.[selectedLine(slice)];
  const inside = insideOf(width, height);
  const text = row ? wrap(row.text, inside.width).slice(0, Math.max(1, inside.height - 3)) : [];
  const entries = Object.entries(row?.labels ?? {}).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const names = Math.min(
    widest(
      entries.map(([name]) => name),
      16,
    ),
    Math.max(16, Math.floor(inside.width * 0.5)),
  );
  const visible = Math.max(0, inside.height - text.length);
  const from = windowStart(entries.length, visible, focused ? slice.detail : 0);
  const lines: Line[] = [
    ...text.map((line): Line => [{ text: line, strong: true }]),
    ...entries
      .slice(from, from + visible)
      .map(([name, value]): Line => [
        { text: `${pad(name, names)} `, tone: 'quiet' },
        cut(value, Math.max(0, inside.width - names - 1)),
      ]),
  ];
  const empty: Line[] = [[{ text: 'No line is selected.', tone: 'quiet' }]];
  const more = entries.length > visible ? `${entries.length - visible} more` : '';
  const note = [row ? more : '', row?.traceId === undefined ? '' : 't: its trace'].filter(Boolean).join('; ');
  return paneLines({ title: 'Selected line', note, focused, lines: row ? lines : empty, width, height });
}

/** Sort order: trace and span ID, then fields of the line, then fields of its service. */
function rank(label: string): number {
  if (label === 'trace_id') return -1;
  if (label === 'span_id') return 0;
  return /^(service|telemetry|scope|deployment|observed|flags|severity|detected)/.test(label) ? 2 : 1;
}

function emptyLines({ rows, filter, outages }: LogsSlice, { stack, traffic, activity }: Shared, width: number): Line[] {
  const quiet = (text: string): Line[] => wrap(text, width).map((line) => [{ text: line, tone: 'quiet' }]);
  if (!stack) return quiet('The stack is still booting.');
  if (rows === undefined) return outages.lines ? [] : quiet('Querying Loki …');
  if (filter.traceId !== undefined) {
    return quiet('No line of the last 30 minutes has this trace ID, or none has arrived yet. a shows all lines.');
  }
  const restricted = filter.text !== '' || filter.service !== undefined || filter.level !== 'all levels';
  if (restricted) {
    const what = filter.text === '' ? 'Nothing matches' : `Nothing matches "${filter.text}"`;
    return quiet(`${what} in the lines of the last 30 minutes. a clears all filters.`);
  }
  if (activity !== 'running' && traffic?.rate === 0) {
    return quiet('No lines yet, because there is no traffic. Run a scenario, or start with `sandbox up --traffic 5`.');
  }
  return quiet('No lines yet: services send them in batches.');
}

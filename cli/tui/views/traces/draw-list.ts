import { formatAge, formatDuration } from '../../../../lib/duration/format-duration.ts';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { Shared } from '../../state/shared.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import { wrap, type Line, type Span } from '../../widgets/line.ts';
import { tableLines, type Column } from '../../widgets/table.ts';
import { serviceTone } from '../../widgets/theme.ts';
import { outageLine } from '../signals/outages.ts';
import { selectedIndex, shownRows, typedTraceId } from './select.ts';
import type { TracesSlice } from './slice.ts';
import { keptRows, type TraceRow } from '../../../../ui/traces/trace-row.ts';

const columns: readonly Column<TraceRow>[] = [
  { title: 'start', width: 8, cell: ({ start }) => localTime(start) },
  { title: 'result', width: 7, cell: (row) => resultSpan(row) },
  { title: 'service', width: 8, cell: ({ service }) => ({ text: service, tone: serviceTone(service) }) },
  { title: 'request', width: 'rest', cell: ({ name, rootMissing }) => (rootMissing ? `${name} (root missing)` : name) },
  { title: 'HTTP', width: 4, align: 'right', cell: ({ status }) => (status === undefined ? '' : String(status)) },
  { title: 'duration', width: 8, align: 'right', cell: ({ durationMs }) => formatDuration(durationMs) },
  { title: 'spans', width: 5, align: 'right', from: 96, cell: ({ spans }) => String(spans) },
  { title: 'errors', width: 6, align: 'right', from: 96, cell: ({ errors }) => String(errors) },
  { title: 'services', width: 22, from: 120, cell: ({ services }) => services.join(' ') },
  { title: 'kept by', width: 16, cell: ({ policy }) => policy },
  { title: 'trace', width: 32, from: 150, cell: ({ traceId }) => ({ text: traceId, tone: 'quiet' }) },
];

/** Icon, word and color of a trace's result. */
export function resultSpan({ errors }: Pick<TraceRow, 'errors'>): Span {
  return errors > 0 ? { text: '✗ error', tone: 'bad' } : { text: '✓ ok', tone: 'good' };
}

export function drawList(slice: TracesSlice, shared: Shared, width: number, height: number): Line[] {
  const inside = insideOf(width, height);
  const rows = shownRows(slice);
  const { order, service, outages } = slice;
  const outage = outageLine(outages, { list: 'Jaeger' }, shared.now);
  const head = outage ? [outage] : [];
  const table = tableLines({
    columns,
    rows,
    selected: selectedIndex(slice),
    width: inside.width,
    height: inside.height - head.length,
    empty: '',
  });
  const lines =
    rows.length > 0
      ? [...head, ...table]
      : [...head, ...emptyTexts(slice, shared).flatMap((text) => quietLines(text, inside.width))];
  const title = `Traces: the ${order === 'failed' ? 'newest that failed' : order}${service === undefined ? '' : ` of ${service}`}`;
  return paneLines({ title, note: note(slice, rows.length), focused: true, lines, width, height });
}

function note({ rows, filter, answeredAt, order }: TracesSlice, shown: number): string {
  if (answeredAt === undefined || rows === undefined) return '';
  if (filter.trim() !== '') return `${shown} of ${rows.length} match`;
  return rows.length < keptRows
    ? `${rows.length} kept by the sampler`
    : `${order === 'failed' ? 'newest' : order} ${keptRows}`;
}

const quietLines = (text: string, width: number): Line[] =>
  wrap(text, width).map((line) => [{ text: line, tone: 'quiet' }]);

/** Why there are no rows, and what to do. */
function emptyTexts(slice: TracesSlice, { stack, traffic, now, readyAt, activity }: Shared): string[] {
  const { rows, filter, order, service, outages, policies } = slice;
  if (!stack) return ['The stack is still booting.'];
  if (rows === undefined) return outages.list ? [] : ['Querying Jaeger …'];
  if (filter.trim() !== '') {
    const way = typedTraceId(slice) === undefined ? 'esc clears the filter.' : 'enter searches for this trace.';
    return [`Nothing matches "${filter}" in ${rows.length} traces. ${way}`];
  }
  if (order === 'failed') {
    const where = service === undefined ? '' : ` of ${service}`;
    return [
      `No failed traces${where} in the last 30 minutes.`,
      'Inject a fault (7), or run the scenario error-burst (2).',
    ];
  }
  if (service !== undefined) return [`No traces of ${service} yet. s shows another service.`];
  const wait = policies.decisionWait === '' ? 'some seconds' : `up to ${policies.decisionWait}`;
  const decides = `The sampler decides on a trace after ${wait} and keeps few normal ones.`;
  if (activity !== 'running' && traffic?.rate === 0) {
    return [
      'No traces yet, because there is no traffic.',
      'Run a scenario, or start with `sandbox up --traffic 5`.',
      decides,
    ];
  }
  const since = readyAt === undefined ? '' : ` (ready for ${formatAge(now - readyAt)})`;
  return [`No traces yet: traffic has just started${since}.`, decides];
}

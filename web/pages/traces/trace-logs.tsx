import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { plural } from '../../../lib/format/number.ts';
import { right } from '../../../lib/format/table-column.ts';
import type { LogRow } from '../../../ui/logs/log-row.ts';
import type { TraceRow } from '../../../ui/traces/trace-row.ts';
import type { SpanRow } from '../../../ui/traces/waterfall.ts';
import { setParams } from '../../app/route.ts';
import type { Query } from '../../app/use-query.ts';
import { Check } from '../../parts/fields.tsx';
import { Level } from '../../parts/level.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ServiceName } from '../../parts/service-name.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';

interface TraceLogsProps {
  query: Query<LogRow[]>;
  row: TraceRow;
  spans: readonly SpanRow[];
  selected: string | undefined;
}

/** The log lines with the trace's ID, each leading to its span. */
export function TraceLogs({ query, row, spans, selected }: TraceLogsProps): JSX.Element {
  const [onlySpan, setOnlySpan] = useState(false);
  const lines = (query.data ?? []).filter(({ spanId }) => !onlySpan || spanId === selected);
  return (
    <Panel
      title="Logs"
      note={query.data && plural(lines.length, 'line')}
      actions={<Check label="Only of the selected span" checked={onlySpan} onChange={setOnlySpan} />}
      isFlush
    >
      {!query.data && query.error === undefined && <Loading />}
      {query.error !== undefined && <Failure error={query.error} retry={query.refresh} />}
      {query.data && lines.length === 0 && (
        <Empty title={onlySpan ? 'The selected span has no log lines.' : 'No log line has the ID of this trace.'} />
      )}
      {lines.length > 0 && (
        <table class="log-table">
          <TableHead
            columns={[right('After start'), 'Level', 'Service', 'Message', { heading: 'Span', isWideOnly: true }]}
          />
          <tbody>
            {lines.map((line) => (
              <tr key={line.key} class={line.spanId !== undefined && line.spanId === selected ? 'selected' : ''}>
                <td class="num mono">+{formatDuration(Math.max(0, line.time - row.start))}</td>
                <td>
                  <Level level={line.level} />
                </td>
                <td>
                  <ServiceName name={line.service} />
                </td>
                <td class="mono break">{line.text}</td>
                <td class="wide-only">
                  <SpanLink line={line} spans={spans} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function SpanLink({ line, spans }: { line: LogRow; spans: readonly SpanRow[] }): JSX.Element | null {
  const span = spans.find(({ spanId }) => spanId === line.spanId);
  if (!span) return null;
  return (
    <button type="button" class="link" onClick={() => setParams({ span: span.spanId })}>
      {span.name}
    </button>
  );
}

import type { JSX } from 'preact';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { right } from '../../../../lib/format/table-column.ts';
import { localTime } from '../../../../lib/format/time-of-day.ts';
import type { TraceRow } from '../../../../ui/traces/trace-row.ts';
import { hrefOf } from '../../../app/address.ts';
import { ServiceName } from '../../../parts/service-name.tsx';
import { TableHead } from '../../../parts/table-head.tsx';

/** The traces that a search of a panel found. */
export function TraceTable({ traces }: { traces: readonly TraceRow[] }): JSX.Element {
  return (
    <table>
      <TableHead columns={['Start', 'Trace', 'Service', right('Duration'), right('Spans')]} />
      <tbody>
        {traces.map(({ traceId, start, name, service, durationMs, spans }) => (
          <tr key={traceId}>
            <td class="mono muted">{localTime(start)}</td>
            <td>
              <a href={hrefOf(`/traces/${traceId}`)}>{name === '' ? traceId : name}</a>
            </td>
            <td>
              <ServiceName name={service} />
            </td>
            <td class="num">{formatDuration(durationMs)}</td>
            <td class="num">{spans}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

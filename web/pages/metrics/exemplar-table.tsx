import type { JSX } from 'preact';
import { formatLabels } from '../../../lib/format/labels.ts';
import { right } from '../../../lib/format/table-column.ts';
import { localTimeMs } from '../../../lib/format/time-of-day.ts';
import { type Exemplar, traceIdOf } from '../../../ui/metrics/exemplars.ts';
import { hrefOf } from '../../app/address.ts';
import { formatterOf } from '../../parts/chart-data.ts';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';

const most = 50;

/** The newest exemplars of a query. Those of dropped traces lead to a page that says so. */
export function ExemplarTable({ query, exemplars }: { query: string; exemplars: readonly Exemplar[] }): JSX.Element {
  // The span metrics' exemplars are durations in seconds, those of their count as well.
  const format = formatterOf(/traces_span_metrics|_duration/.test(query) ? '_seconds' : query);
  return (
    <Panel title="Exemplars" note="recorded before sampling: the trace may have been dropped" isFlush>
      {exemplars.length === 0 ? (
        <Empty title="The series of this query have no exemplars." />
      ) : (
        <div class="scroll-y">
          <table>
            <TableHead columns={['Time', right('Value'), 'Trace', { heading: 'Series', isWideOnly: true }]} />
            <tbody>
              {exemplars.slice(0, most).map((exemplar) => {
                const traceId = traceIdOf(exemplar) ?? '';
                return (
                  <tr key={traceId}>
                    <td class="mono muted">{localTimeMs(exemplar.time)}</td>
                    <td class="num">{format(exemplar.value)}</td>
                    <td class="mono">
                      <a href={hrefOf(`/traces/${traceId}`)}>{traceId}</a>
                    </td>
                    <td class="wide-only mono muted break" title={formatLabels(exemplar.seriesLabels)}>
                      {about(exemplar)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** What was measured; the title has all labels. */
function about({ seriesLabels: { service_name, span_name, http_response_status_code, ...others } }: Exemplar): string {
  const known = [service_name, span_name, http_response_status_code].filter((label) => label !== undefined);
  return known.length > 0 ? known.join(' ') : formatLabels(others);
}

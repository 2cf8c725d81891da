import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { right } from '../../../lib/format/table-column.ts';
import { exampleTrace } from '../../../ui/traces/trace-example.ts';
import { traceRow } from '../../../ui/traces/trace-row.ts';
import { Panel } from '../../parts/panel.tsx';
import { ServiceName } from '../../parts/service-name.tsx';
import { TableHead } from '../../parts/table-head.tsx';
import { traceHref } from '../place.ts';
import { ShownTraces } from './shown-traces.ts';
import { Outcome } from './outcome.tsx';
import { TraceView } from './trace-view.tsx';

/** Traces of the run, one for each class, outcome and reason; the chosen one with all its spans. */
export function Traces({ selected }: { selected: number | undefined }): JSX.Element {
  const traces = useContext(ShownTraces);
  const chosen = traces.find(({ number }) => number === selected);
  return (
    <>
      <Panel title="Traces" note="one for each class, outcome and reason; choose one to see its spans" isFlush>
        <table>
          <TableHead columns={['Trace', 'Class', 'Outcome', right('Duration'), right('Spans'), 'Reason']} />
          <tbody>
            {traces.map(({ number, trace }) => {
              const { service, name, durationMs, spans } = traceRow(exampleTrace(trace));
              return (
                <tr key={number} class={number === selected ? 'selected' : ''}>
                  <td>
                    <ServiceName name={service} />{' '}
                    <a href={traceHref(number)} aria-current={number === selected ? 'true' : undefined}>
                      {name}
                    </a>
                  </td>
                  <td>{trace.class}</td>
                  <td>
                    <Outcome outcome={trace.outcome} />
                  </td>
                  <td class="num">{formatDuration(durationMs)}</td>
                  <td class="num">{spans}</td>
                  <td class="reason">{trace.reason}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Panel>
      {chosen && <TraceView key={chosen.number} trace={chosen.trace} number={chosen.number} />}
    </>
  );
}

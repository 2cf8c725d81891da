import type { JSX } from 'preact';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { localTimeMs } from '../../../lib/format/time-of-day.ts';
import { inEntryOrder } from '../../../ui/traces/service-order.ts';
import type { TraceRow } from '../../../ui/traces/trace-row.ts';
import { serviceColor } from '../../parts/service-color.ts';

/** The columns of the list, in the order of `TraceLine`. */
export function TraceLineHead(): JSX.Element {
  return (
    <div class="trace-line">
      <span>Start</span>
      <span>Root span</span>
      <span class="wide-only">Services</span>
      <span class="num wide-only">Spans</span>
      <span class="wide-only">Errors</span>
      <span class="wide-only">Policy</span>
      <span class="num">Duration</span>
      <span class="wide-only" />
    </div>
  );
}

/** One trace in the list. `slowest` is the longest duration in the list, in milliseconds. */
export function TraceLine({ row, slowest }: { row: TraceRow; slowest: number }): JSX.Element {
  const { start, service, name, status, services, spans, errors, policy, durationMs, rootMissing } = row;
  return (
    <div class="trace-line">
      <span class="mono muted">{localTimeMs(start)}</span>
      <span class="clip">
        <span class="swatch" style={{ background: serviceColor(service) }} aria-hidden="true" /> <b>{service}</b> {name}
        {status !== undefined && <span class={status >= 500 ? 'bad-text' : 'muted'}> {status}</span>}
        {rootMissing && <span class="warn-text"> root span missing</span>}
      </span>
      <span class="clip wide-only" title={services.join(', ')}>
        {inEntryOrder(services).map((one) => (
          <span key={one} class="swatch" style={{ background: serviceColor(one) }} aria-hidden="true" />
        ))}{' '}
        <span class="muted">{services.length}</span>
      </span>
      <span class="num wide-only">{spans}</span>
      <span class={`wide-only ${errors > 0 ? 'bad-text' : 'muted'}`}>{errors > 0 ? errors : '-'}</span>
      <span class="clip wide-only muted">{policy}</span>
      <span class="num">{formatDuration(durationMs)}</span>
      <span class="wide-only">
        <span class="meter" aria-hidden="true">
          <span style={{ width: `${(durationMs / slowest) * 100}%` }} />
        </span>
      </span>
    </div>
  );
}

import type { JSX } from 'preact';
import { localTimeMs } from '../../../lib/format/time-of-day.ts';
import type { LogRow } from '../../../ui/logs/log-row.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { Level } from '../../parts/level.tsx';
import { ServiceName } from '../../parts/service-name.tsx';

/** The columns of the list, in the order of `LogLine`. */
export function LogLineHead(): JSX.Element {
  return (
    <div class="log-line">
      <span>Time</span>
      <span>Level</span>
      <span class="wide-only">Service</span>
      <span>Message</span>
      <span>Trace</span>
    </div>
  );
}

/** One line, with a link to its trace. */
export function LogLine({ row: { time, level, service, text, traceId } }: { row: LogRow }): JSX.Element {
  return (
    <div class="log-line">
      <span class="mono muted">{localTimeMs(time)}</span>
      <Level level={level} />
      <span class="clip wide-only">
        <ServiceName name={service} />
      </span>
      <span class="clip mono">{text}</span>
      {traceId === undefined ? (
        <span class="muted">-</span>
      ) : (
        // No link of its own: an option has none. The key `t` and the line's details lead to the trace too.
        <span class="link-text" title="Show its trace (t)" onClick={() => go(hrefOf(`/traces/${traceId}`))}>
          Trace
        </span>
      )}
    </div>
  );
}

import type { JSX } from 'preact';
import { localTimeMs } from '../../../../lib/format/time-of-day.ts';
import { hrefOf } from '../../../app/address.ts';
import { Level } from '../../../parts/level.tsx';
import { ServiceName } from '../../../parts/service-name.tsx';
import { Empty } from '../../../parts/states.tsx';
import { TableHead } from '../../../parts/table-head.tsx';
import type { BodyProps } from './body.ts';

const mostLines = 100;

/** Log lines, newest first, each with a link to its trace. */
export function Logs({ answer: { lines } }: BodyProps): JSX.Element {
  if (lines.length === 0) return <Empty title="No line matches in this time range." />;
  return (
    <table class="log-table">
      <TableHead columns={['Time', 'Level', 'Service', 'Message', 'Trace']} />
      <tbody>
        {lines.slice(0, mostLines).map(({ key, time, level, service, text, traceId }) => (
          <tr key={key}>
            <td class="mono muted">{localTimeMs(time)}</td>
            <td>
              <Level level={level} />
            </td>
            <td>
              <ServiceName name={service} />
            </td>
            <td class="mono break">{text}</td>
            <td>{traceId === undefined ? '-' : <a href={hrefOf(`/traces/${traceId}`)}>Trace</a>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

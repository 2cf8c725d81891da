import type { JSX } from 'preact';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatRate } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import { right } from '../../../lib/format/table-column.ts';
import type { ServiceSignals, SignalsAnswer } from '../../../ui/signals/signals.ts';
import { hrefOf } from '../../app/address.ts';
import type { Query } from '../../app/use-query.ts';
import { Panel } from '../../parts/panel.tsx';
import { ServiceName } from '../../parts/service-name.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';

/** Rate, errors and latency of each service, from its spans before sampling. */
export function Services({ query, isReady }: { query: Query<SignalsAnswer>; isReady: boolean }): JSX.Element {
  const { data, error } = query;
  return (
    <Panel title="Services" note="last two minutes, from spans before sampling" isFlush>
      {data === undefined && error !== undefined && <Failure error={error} retry={query.refresh} />}
      {data === undefined && error === undefined && <Loading what={isReady ? 'Loading' : 'Waiting for the boot'} />}
      {data?.services.length === 0 && (
        <Empty title="No service has sent spans yet.">
          Point your application at the sandbox with <code>sandbox exec -- COMMAND</code>.
        </Empty>
      )}
      {data && data.services.length > 0 && (
        <table>
          <TableHead
            columns={[
              'Service',
              right('Rate'),
              right('Errors'),
              right('p99 latency'),
              { heading: 'Links', isHidden: true },
            ]}
          />
          <tbody>
            {data.services.map((service) => (
              <Row key={service.service} service={service} from={data.from} to={data.to} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({
  service: { service, rate, errors, p99 },
  from,
  to,
}: {
  service: ServiceSignals;
  from: number;
  to: number;
}): JSX.Element {
  const failed = lastOf(errors);
  return (
    <tr>
      <td>
        <ServiceName name={service} />
      </td>
      <td>
        <Cell text={formatRate(lastOf(rate))} points={rate} {...{ from, to }} label={`request rate of ${service}`} />
      </td>
      <td class={failed !== undefined && failed > 0 ? 'bad-text' : ''}>
        <Cell
          text={failed === undefined ? (lastOf(rate) === undefined ? '-' : '0%') : formatPercent(failed)}
          points={errors}
          {...{ from, to }}
          label={`share of errors of ${service}`}
          tone="bad"
        />
      </td>
      <td>
        <Cell text={formatSeconds(lastOf(p99))} points={p99} {...{ from, to }} label={`p99 latency of ${service}`} />
      </td>
      <td class="num">
        <a href={hrefOf('/traces', { service })}>Traces</a> <span class="muted">·</span>{' '}
        <a href={hrefOf('/logs', { service })}>Logs</a>
      </td>
    </tr>
  );
}

interface CellProps {
  text: string;
  points: ServiceSignals['rate'];
  from: number;
  to: number;
  label: string;
  tone?: 'bad';
}

function Cell({ text, ...chart }: CellProps): JSX.Element {
  return (
    <div class="with-sparkline">
      <span class="wide-only">
        <Sparkline {...chart} />
      </span>
      <span class="value">{text}</span>
    </div>
  );
}

function lastOf(points: ServiceSignals['rate']): number | undefined {
  const value = points.at(-1)?.[1];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function formatSeconds(seconds: number | undefined): string {
  return seconds === undefined ? '-' : formatDuration(seconds * 1000);
}

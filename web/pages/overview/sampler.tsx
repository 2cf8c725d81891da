import type { JSX } from 'preact';
import { formatCount } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { SamplerAnswer } from '../../../ui/signals/signals.ts';
import type { WorkbenchStatus } from '../../../ui/workbench/api.ts';
import { hrefOf } from '../../app/address.ts';
import type { Query } from '../../app/use-query.ts';
import { Meter } from '../../parts/meter.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';

interface SamplerProps extends Pick<WorkbenchStatus, 'policies' | 'decisionWait'> {
  query: Query<SamplerAnswer>;
  isReady: boolean;
}

/** What tail sampling did with the traces since the Collector started, by policy. */
export function Sampler({ query, policies, decisionWait, isReady }: SamplerProps): JSX.Element {
  const { data, error } = query;
  const total = data ? data.kept + data.dropped : 0;
  const names = [...new Set([...policies.map(({ name }) => name), ...Object.keys(data?.policies ?? {})])];
  const note = decisionWait === '' ? undefined : `decides after ${decisionWait}`;
  return (
    <Panel title="Tail sampling" note={note} actions={<a href={hrefOf('/traces')}>Kept traces</a>} isFlush>
      {data === undefined && error !== undefined && <Failure error={error} retry={query.refresh} />}
      {data === undefined && error === undefined && <Loading what={isReady ? 'Loading' : 'Waiting for the boot'} />}
      {data && total === 0 && (
        <Empty title="No trace has been decided on yet.">
          The sampler waits for the spans of a trace before it decides.
        </Empty>
      )}
      {data && total > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Policy</th>
              <th scope="col" class="num">
                Sampled
              </th>
              <th scope="col" class="num">
                Share
              </th>
              <th scope="col">
                <span class="sr-only">Share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const count = data.policies[name] ?? 0;
              return (
                <tr key={name}>
                  <td title={policies.find((one) => one.name === name)?.rule}>{name}</td>
                  <td class="num">{formatCount(count)}</td>
                  <td class="num">{formatPercent(count / total)}</td>
                  <td>
                    <Meter share={count / total} />
                  </td>
                </tr>
              );
            })}
            <tr>
              <td class="muted">dropped</td>
              <td class="num">{formatCount(data.dropped)}</td>
              <td class="num">{formatPercent(data.dropped / total)}</td>
              <td>
                <Meter share={data.dropped / total} isQuiet />
              </td>
            </tr>
          </tbody>
        </table>
      )}
    </Panel>
  );
}

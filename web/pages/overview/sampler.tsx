import type { JSX } from 'preact';
import type { SamplerAnswer } from '../../../ui/signals/signals.ts';
import type { WorkbenchStatus } from '../../../ui/workbench/api.ts';
import { hrefOf } from '../../app/address.ts';
import type { Query } from '../../app/use-query.ts';
import { Panel } from '../../parts/panel.tsx';
import { PolicyTable } from '../../parts/policy-table.tsx';
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
        <PolicyTable
          rows={names.map((name) => ({
            ...{ name, count: data.policies[name] ?? 0, of: total },
            rule: policies.find((one) => one.name === name)?.rule,
          }))}
          dropped={{ count: data.dropped, of: total }}
        />
      )}
    </Panel>
  );
}

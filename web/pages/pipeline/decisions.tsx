import type { JSX } from 'preact';
import { formatCount } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { Flow } from '../../../ui/collector/flow.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { Stat } from '../../parts/panel.tsx';
import { PolicyTable } from '../../parts/policy-table.tsx';
import { Empty } from '../../parts/states.tsx';

/** What the tail sampler decided, in all, and by policy. */
export function Decisions({ flow: { sampler } }: { flow: Flow }): JSX.Element {
  const { status } = useSandbox();
  const { kept, dropped, evicted, waiting, policies } = sampler;
  const decided = kept + dropped;
  return (
    <>
      <div class="stats inset">
        <Stat label="Kept traces" note={formatPercent(kept / decided)}>
          {formatCount(kept)}
        </Stat>
        <Stat label="Dropped traces" note={formatPercent(dropped / decided)}>
          {formatCount(dropped)}
        </Stat>
        <Stat label="Waiting for a decision">{formatCount(waiting)}</Stat>
        <Stat label="Lost before the decision">
          <span class={evicted > 0 ? 'bad-text' : ''}>{formatCount(evicted)}</span>
        </Stat>
      </div>
      {policies.length === 0 ? (
        <Empty title="No trace has been decided on yet." />
      ) : (
        <PolicyTable
          hasRules
          rows={policies.map(({ name, votes, asked }) => ({
            ...{ name, count: votes, of: asked },
            rule: status?.policies.find((one) => one.name === name)?.rule,
          }))}
        />
      )}
    </>
  );
}

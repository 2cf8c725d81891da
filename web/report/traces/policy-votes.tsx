import type { JSX } from 'preact';
import type { TracePolicy } from '../../../lib/events/trace-example.ts';
import { Panel } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { TableHead } from '../../parts/table-head.tsx';

interface PolicyVotesProps {
  policies: readonly TracePolicy[];
  /** The policy that sampled the trace. */
  decided: string | undefined;
}

/** What each policy of the tail samplers says about a trace with all its spans. */
export function PolicyVotes({ policies, decided }: PolicyVotesProps): JSX.Element {
  const hasSeveral = new Set(policies.map(({ sampler }) => sampler)).size > 1;
  return (
    <Panel title="Policies" isFlush>
      <table>
        <TableHead columns={[...(hasSeveral ? ['Sampler'] : []), 'Policy', 'Rule', 'This trace']} />
        <tbody>
          {policies.map(({ sampler, policy, rule, matches }, index) => (
            <tr key={index}>
              {hasSeveral && <td>{sampler}</td>}
              <td>{policy}</td>
              <td class="muted">{rule}</td>
              <td>
                <Vote matches={matches} isDecider={policy === decided} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Vote({ matches, isDecider }: { matches: boolean | null; isDecider: boolean }): JSX.Element {
  if (isDecider) return <State tone="ok">sampled it</State>;
  if (matches === null) return <State tone="quiet">not known from the spans</State>;
  return matches ? <State tone="accent">matches</State> : <State tone="quiet">no match</State>;
}

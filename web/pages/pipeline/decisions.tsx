import type { JSX } from 'preact';
import { formatCount } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { Flow } from '../../../ui/collector/flow.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { Meter } from '../../parts/meter.tsx';
import { Stat } from '../../parts/panel.tsx';
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
        <table>
          <thead>
            <tr>
              <th scope="col">Policy</th>
              <th scope="col" class="wide-only">
                Rule
              </th>
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
            {policies.map(({ name, votes, asked }) => (
              <tr key={name}>
                <td>{name}</td>
                <td class="wide-only muted">{status?.policies.find((one) => one.name === name)?.rule ?? ''}</td>
                <td class="num">{formatCount(votes)}</td>
                <td class="num">{formatPercent(votes / asked)}</td>
                <td>
                  <Meter share={asked === 0 ? 0 : votes / asked} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

import type { JSX } from 'preact';
import type { LedgerEvent } from '../../../lib/events/run-event.ts';
import { formatCount } from '../../../lib/format/number.ts';
import { Panel } from '../../parts/panel.tsx';

/** What sampling did with the traces of a run, by class. */
export function Ledger({ ledger: { classes, unaccounted } }: { ledger: LedgerEvent }): JSX.Element {
  return (
    <Panel
      title="Traces of the run"
      note={unaccounted === 0 ? 'every trace is accounted for' : `${formatCount(unaccounted)} unaccounted`}
      isFlush
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" class="num">
              Sent
            </th>
            <th scope="col" class="num">
              Kept
            </th>
            <th scope="col" class="num">
              Dropped
            </th>
            <th scope="col" class="num">
              Expected
            </th>
            <th scope="col" class="num wide-only">
              Incomplete
            </th>
            <th scope="col" class="wide-only">
              Kept by
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map(({ class: name, sent, kept, dropped, expected: { min, max }, incomplete, policies }) => (
            <tr key={name}>
              <td>{name}</td>
              <td class="num">{formatCount(sent)}</td>
              <td class={`num ${kept < min || kept > max ? 'bad-text' : ''}`}>{formatCount(kept)}</td>
              <td class="num">{formatCount(dropped)}</td>
              <td class="num muted">{min === max ? formatCount(min) : `${formatCount(min)} to ${formatCount(max)}`}</td>
              <td class={`num wide-only ${incomplete > 0 ? 'bad-text' : 'muted'}`}>{formatCount(incomplete)}</td>
              <td class="wide-only muted">
                {Object.entries(policies)
                  .map(([policy, count]) => `${policy} ${formatCount(count)}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

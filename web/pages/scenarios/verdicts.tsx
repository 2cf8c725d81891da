import type { JSX } from 'preact';
import { plural } from '../../../lib/format/number.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import { Panel } from '../../parts/panel.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { Empty } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';
import { EvidenceLinks } from './evidence.tsx';

const results: Readonly<Record<RunState['verdicts'][number]['type'], { text: string; tone: Tone }>> = {
  'expect.pass': { text: 'passed', tone: 'ok' },
  'expect.fail': { text: 'failed', tone: 'bad' },
  'expect.skip': { text: 'skipped', tone: 'quiet' },
};

/** The expectations of a run that have been evaluated, failed ones first. */
export function Verdicts({ run }: { run: RunState }): JSX.Element {
  const sorted = [...run.verdicts].sort((a, b) => Number(b.type === 'expect.fail') - Number(a.type === 'expect.fail'));
  const failed = sorted.filter(({ type }) => type === 'expect.fail').length;
  return (
    <Panel
      title="Expectations"
      note={`${plural(sorted.length, 'result')}${failed > 0 ? `, ${failed} failed` : ''}`}
      isFlush
    >
      {sorted.length === 0 ? (
        <Empty title="No expectation has been evaluated yet.">
          They are evaluated during the fault and after the recovery.
        </Empty>
      ) : (
        <table>
          <TableHead columns={['Result', 'Expectation', 'Observed', 'Evidence']} />
          <tbody>
            {sorted.map((verdict, index) => (
              <tr key={`${verdict.name} ${index}`}>
                <td>
                  <State tone={results[verdict.type].tone}>{results[verdict.type].text}</State>
                </td>
                <td class="verdict-name" title={verdict.type === 'expect.skip' ? undefined : verdict.expected}>
                  {verdict.name}
                </td>
                <td class="muted">{verdict.type === 'expect.skip' ? verdict.reason : verdict.observed}</td>
                <td>{verdict.type !== 'expect.skip' && <EvidenceLinks evidence={verdict.evidence} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

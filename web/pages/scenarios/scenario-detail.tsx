import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { routes, type ScenarioRow } from '../../../ui/workbench/api.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useAction } from '../../app/use-action.ts';
import { Check } from '../../parts/fields.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Failure } from '../../parts/states.tsx';

/** What a scenario does and verifies, and the button that runs it. */
export function ScenarioDetail({ scenario }: { scenario: ScenarioRow }): JSX.Element {
  const { source, status } = useSandbox();
  const [withFaults, setWithFaults] = useState(true);
  const { name, title, teaches, does, see, durationMs, faults, expectations, lacks } = scenario;
  const start = useAction(async () => {
    await source.call(routes.run, { scenario: name, withFaults });
    setParams({ scenario: undefined, run: undefined });
  });
  const isFree = status?.state === 'ready' && status.usedBy === undefined;
  return (
    <Panel title={title} note={name}>
      <div class="stack">
        <p>{teaches}</p>
        <p>{does}</p>
        {lacks.length > 0 ? (
          <p class="warn-text">
            This sandbox runs without {lacks.join(', ')}. Start it with <code>sandbox up --services all</code>.
          </p>
        ) : (
          <div class="form">
            <button
              type="button"
              class="primary"
              disabled={!source.canAct() || !isFree || start.isRunning}
              onClick={start.run}
            >
              {start.isRunning ? 'Starting…' : 'Run scenario'}
            </button>
            <Check label="With faults" checked={withFaults} onChange={setWithFaults} />
            <span class="check muted">
              {!isFree && status?.usedBy !== undefined
                ? `In use by ${status.usedBy}.`
                : `The fault lasts ${formatDuration(durationMs)} at pace ${status?.pace ?? 1}; recovery comes on top.`}
            </span>
          </div>
        )}
        {start.error !== undefined && <Failure error={start.error} />}
        <h3>What to look at</h3>
        <ul>
          {see.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <h3>Faults</h3>
        {faults.length === 0 ? (
          <p>None: it verifies the normal state.</p>
        ) : (
          <ul>
            {faults.map(({ fault, target }, index) => (
              <li key={index}>
                {fault} on {target}
              </li>
            ))}
          </ul>
        )}
        <h3>Expectations</h3>
        <ul>
          {expectations.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

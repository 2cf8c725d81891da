import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatLabels } from '../../../lib/format/labels.ts';
import { type FaultRow, routes } from '../../../ui/workbench/api.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useAction } from '../../app/use-action.ts';
import { Field } from '../../parts/fields.tsx';
import { State } from '../../parts/state.tsx';
import { Failure } from '../../parts/states.tsx';
import { parameterValues } from './parameter-values.ts';

interface FaultLineProps {
  row: FaultRow;
  isEnabled: boolean;
  onDone: () => void;
}

/** One fault with its parameters, and the button that injects or reverts it. */
export function FaultLine({ row, isEnabled, onDone }: FaultLineProps): JSX.Element {
  const { source } = useSandbox();
  const [texts, setTexts] = useState<Record<string, string>>({});
  const { kind, target, fault, description, parameters, active, given, momentary } = row;
  const body =
    kind === 'service'
      ? { kind, service: target, fault, parameters: parameterValues(parameters, texts) }
      : { kind, component: target, fault };
  const action = useAction(() => source.call(active ? routes.revert : routes.inject, body), onDone);
  const idle = active ? 'Revert' : 'Inject';
  return (
    <form
      class="fault-row"
      onSubmit={(event) => {
        event.preventDefault();
        action.run();
      }}
    >
      <div>
        <b>{fault}</b> {active && <State tone="warn">active on {target}</State>}
        {momentary && <span class="muted"> over at once</span>}
        <p class="muted">{description}</p>
        {active && Object.keys(given).length > 0 && <p class="mono">{formatLabels(given)}</p>}
        {!active && parameters.length > 0 && (
          <div class="form">
            {parameters.map(({ name, description: about, default: otherwise, required }) => (
              <Field key={name} label={`${name}${required ? ' (required)' : ''}`}>
                <input
                  size={14}
                  title={about}
                  required={required}
                  placeholder={otherwise === undefined ? '' : JSON.stringify(otherwise)}
                  value={texts[name] ?? ''}
                  onInput={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
                />
              </Field>
            ))}
          </div>
        )}
        {action.error !== undefined && <Failure error={action.error} />}
      </div>
      <button
        type="submit"
        class={active ? '' : 'danger'}
        disabled={!isEnabled || action.isRunning}
        aria-label={`${idle} ${fault} on ${target}`}
      >
        {action.isRunning ? 'Working…' : idle}
      </button>
    </form>
  );
}

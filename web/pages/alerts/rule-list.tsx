import type { JSX } from 'preact';
import { plural } from '../../../lib/format/number.ts';
import { type AlertRule, entriesOf } from '../../../ui/alerts/entries.ts';
import { Panel } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { alertTones } from './alert-tones.ts';

interface RuleListProps {
  rules: readonly AlertRule[];
  selected: string;
  onSelect: (name: string) => void;
}

/** Every rule with the most urgent state of its alerts. */
export function RuleList({ rules, selected, onSelect }: RuleListProps): JSX.Element {
  return (
    <Panel title="Rules" note={plural(rules.length, 'rule')} isFlush>
      <ul class="choices">
        {entriesOf(rules)
          .filter(({ alert }) => !alert)
          .map(({ key, rule, state }) => (
            <li key={key}>
              <button type="button" aria-pressed={rule.name === selected} onClick={() => onSelect(rule.name)}>
                <b>{rule.name}</b>
                <span class="muted">
                  <State tone={alertTones[state]}>{state}</State>
                  {rule.alerts.length > 0 && `, ${plural(rule.alerts.length, 'alert')}`}
                </span>
              </button>
            </li>
          ))}
      </ul>
    </Panel>
  );
}

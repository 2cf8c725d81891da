import type { ComponentChildren, JSX } from 'preact';
import type { ScenarioRow } from '../../../ui/workbench/api.ts';
import { Panel } from '../../parts/panel.tsx';

interface CatalogProps {
  scenarios: readonly ScenarioRow[];
  selected: string | undefined;
  onSelect: (name: string) => void;
  /** Above the scenarios. */
  children: ComponentChildren;
}

/** The runs, then the scenarios to choose from. */
export function Catalog({ scenarios, selected, onSelect, children }: CatalogProps): JSX.Element {
  return (
    <div class="stack">
      {children}
      <Panel title="Catalog" isFlush>
        <ul class="choices">
          {scenarios.map(({ name, title, lacks }) => (
            <li key={name}>
              <button type="button" aria-pressed={name === selected} onClick={() => onSelect(name)}>
                <b>{name}</b>
                <span class="muted">{lacks.length > 0 ? `${title}; needs ${lacks.join(', ')}` : title}</span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

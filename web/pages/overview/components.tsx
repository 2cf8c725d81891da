import type { JSX } from 'preact';
import { formatBytes } from '../../../lib/format/bytes.ts';
import { plural } from '../../../lib/format/number.ts';
import { right } from '../../../lib/format/table-column.ts';
import type { WorkbenchStatus } from '../../../ui/workbench/api.ts';
import { Panel } from '../../parts/panel.tsx';
import { State, type Tone } from '../../parts/state.tsx';
import { Empty } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';

type Component = WorkbenchStatus['components'][number];

const tones: Readonly<Record<Component['state'], Tone>> = {
  pulling: 'accent',
  building: 'accent',
  starting: 'accent',
  ready: 'ok',
  failed: 'bad',
  stopped: 'warn',
};

/** Everything that runs in the sandbox. */
export function Components({ components }: { components: readonly Component[] }): JSX.Element {
  return (
    <Panel title="Components" note={plural(components.length, 'component')} isFlush>
      {components.length === 0 ? (
        <Empty title="Nothing has started yet." />
      ) : (
        <table>
          <TableHead
            columns={[
              'Component',
              'State',
              right('Memory'),
              right('Restarts'),
              { heading: 'Address', isWideOnly: true },
              { heading: 'Detail', isWideOnly: true },
            ]}
          />
          <tbody>
            {components.map((component) => (
              <Row key={component.name} component={component} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({
  component: { name, state, memoryBytes, restarts, url, detail },
}: {
  component: Component;
}): JSX.Element {
  const about = detail ?? (restarts ? `last restart: ${restarts.reason}` : '');
  return (
    <tr>
      <td>{name}</td>
      <td>
        <State tone={tones[state]}>{state}</State>
      </td>
      <td class="num">{memoryBytes === undefined ? '-' : formatBytes(memoryBytes)}</td>
      <td class={`num ${restarts ? 'warn-text' : 'muted'}`}>{restarts?.count ?? 0}</td>
      <td class="wide-only mono muted">{url ?? ''}</td>
      <td class="wide-only muted">{about}</td>
    </tr>
  );
}

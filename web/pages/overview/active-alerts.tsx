import type { JSX } from 'preact';
import { formatAge } from '../../../lib/duration/format-duration.ts';
import { right } from '../../../lib/format/table-column.ts';
import type { AlertRule } from '../../../ui/alerts/entries.ts';
import { entriesOf, ownLabels } from '../../../ui/alerts/entries.ts';
import { hrefOf } from '../../app/address.ts';
import { useSandbox } from '../../app/sandbox.ts';
import type { Query } from '../../app/use-query.ts';
import { Panel } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';

/** The alerts that are pending or firing, firing ones first. */
export function ActiveAlerts({
  query,
  isReady,
}: {
  query: Query<readonly AlertRule[]>;
  isReady: boolean;
}): JSX.Element {
  const { now } = useSandbox();
  const { data, error } = query;
  const active = entriesOf(data ?? [])
    .flatMap(({ rule, alert, key }) => (alert ? [{ key, rule, alert }] : []))
    .sort((a, b) => Number(b.alert.state === 'firing') - Number(a.alert.state === 'firing'));
  return (
    <Panel title="Alerts" actions={<a href="#/alerts">All rules</a>} isFlush>
      {data === undefined && error !== undefined && <Failure error={error} retry={query.refresh} />}
      {data === undefined && error === undefined && <Loading what={isReady ? 'Loading' : 'Waiting for the boot'} />}
      {data && active.length === 0 && (
        <Empty title="No alert is active.">
          Run a <a href="#/scenarios">scenario</a> that injects a fault to see one fire.
        </Empty>
      )}
      {active.length > 0 && (
        <table>
          <TableHead columns={['State', 'Alert', 'Labels', right('Active for')]} />
          <tbody>
            {active.map(({ key, rule, alert }) => (
              <tr key={key}>
                <td>
                  <State tone={alert.state === 'firing' ? 'bad' : 'warn'}>{alert.state}</State>
                </td>
                <td>
                  <a href={hrefOf('/alerts', { rule: rule.name })}>{rule.name}</a>
                </td>
                <td>{ownLabels(rule, alert)}</td>
                <td class="num">{formatAge(now - Date.parse(alert.activeAt))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

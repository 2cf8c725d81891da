import type { JSX } from 'preact';
import { formatAge, formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatNumber } from '../../../lib/format/number.ts';
import { right } from '../../../lib/format/table-column.ts';
import { type AlertRule, ownLabels } from '../../../ui/alerts/entries.ts';
import type { AlertHistories } from '../../../ui/alerts/read-history.ts';
import type { StateTrack } from '../../../ui/runs/tracks.ts';
import { hrefOf } from '../../app/address.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { Panel } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { Empty, Failure } from '../../parts/states.tsx';
import { TableHead } from '../../parts/table-head.tsx';
import { Timeline } from '../../parts/timeline.tsx';
import { alertTones } from './alert-tones.ts';
import { FindTrace } from './find-trace.tsx';

/** A rule: its expression, its alerts, and their states over time. */
export function RuleDetail({ rule, history }: { rule: AlertRule; history: AlertHistories | undefined }): JSX.Element {
  const { name, query, duration, labels, annotations, interval, health, lastError, alerts } = rule;
  const since = Date.parse(useSandbox().status?.since ?? '') || 0;
  // Of an active alert, with its values filled in.
  const summary = alerts[0]?.annotations.summary ?? annotations.summary;
  const tracks = (history?.alerts ?? [])
    .filter(({ alertname }) => alertname === name)
    .map((alert): StateTrack => ({ kind: 'alert', label: ownLabels(rule, alert) || name, ranges: alert.ranges }));
  return (
    <>
      <Panel
        title={name}
        note={labels.severity}
        actions={<a href={hrefOf('/metrics', { q: query })}>Chart the expression</a>}
      >
        <div class="stack">
          {summary !== undefined && <p>{summary}</p>}
          <pre class="expression">{query}</pre>
          <p class="muted">
            {duration === 0 ? 'Fires at once' : `Pending for ${formatDuration(duration * 1000)} before it fires`};
            evaluated every {formatDuration(interval * 1000)}
            {annotations.runbook === undefined ? '' : `; runbook ${annotations.runbook}`}.
          </p>
          {health !== 'ok' && lastError !== '' && <Failure error={new Error(lastError)} />}
        </div>
      </Panel>
      <ActiveAlerts rule={rule} alerts={alerts} />
      <Panel title="History" note="as Prometheus recorded it" isFlush>
        {history && tracks.length > 0 ? (
          <Timeline
            tracks={tracks}
            from={Math.max(history.window.start, since)}
            to={history.window.end}
            scale="clock"
          />
        ) : (
          <Empty title="No alert of this rule has been active." />
        )}
      </Panel>
    </>
  );
}

function ActiveAlerts({ rule, alerts }: { rule: AlertRule; alerts: AlertRule['alerts'] }): JSX.Element {
  const { now } = useSandbox();
  return (
    <Panel title="Active alerts" isFlush>
      {alerts.length === 0 ? (
        <Empty title="No alert of this rule is active." />
      ) : (
        <table>
          <TableHead
            columns={['State', 'Labels', right('Active for'), right('Value'), { heading: 'Links', isHidden: true }]}
          />
          <tbody>
            {alerts.map((alert) => {
              const service = alert.labels.service_name;
              return (
                <tr key={JSON.stringify(alert.labels)}>
                  <td>
                    <State tone={alertTones[alert.state]}>{alert.state}</State>
                  </td>
                  <td>{ownLabels(rule, alert)}</td>
                  <td class="num">{formatAge(now - Date.parse(alert.activeAt))}</td>
                  <td class="num">{formatNumber(Number(alert.value))}</td>
                  <td class="num">
                    <span class="links end">
                      <FindTrace rule={rule} labels={alert.labels} />
                      {service !== undefined && <a href={hrefOf('/logs', { service })}>Logs</a>}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

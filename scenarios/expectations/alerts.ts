import { labelSuffix } from '../../lib/format/labels.ts';
import { describeLife, isWholeLife, lifeOf } from '../alerts/timeline.ts';
import type { RunContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';
import type { Checked } from './check.ts';

type Alert = Pick<ExpectationOf<'alert-life'>, 'alertname' | 'labels'>;

export function describeAlert({ alertname, labels }: Alert): string {
  return `${alertname}${labelSuffix(labels)}`;
}

/** Whether an alert went through its whole life, as seen by the watch. */
export function checkAlertLife(alert: Alert, context: RunContext): Checked {
  return checkLife(alert, context, (life) => isWholeLife(life));
}

/** Whether an alert was neither pending nor firing at any moment of the run; what has happened cannot be taken back. */
export function checkAlertQuiet(alert: Alert, context: RunContext): Checked {
  const active = context.watch.stateOf(alert.alertname, alert.labels) !== 'inactive';
  const checked = checkLife(alert, context, (life) => life.length === 0 && !active);
  return { ...checked, final: true };
}

function checkLife(
  alert: Alert,
  { watch, clients, clock }: RunContext,
  holds: (life: ReturnType<typeof lifeOf>) => boolean,
): Checked {
  const life = lifeOf(watch.transitions, alert.alertname, alert.labels);
  const rule = watch.rule(alert.alertname);
  const evidence: Evidence[] = [
    { label: 'state over time', url: clients.prometheus.graphUrl(`ALERTS{alertname="${alert.alertname}"}`) },
  ];
  if (!rule) return { held: false, observed: `Prometheus has no rule ${alert.alertname}`, evidence };
  if (rule.lastError !== '') evidence.push({ label: 'the rule fails', text: rule.lastError });
  if (watch.lastError !== undefined) evidence.push({ label: 'the rules could not be read', text: watch.lastError });
  const state = watch.stateOf(alert.alertname, alert.labels);
  // An alert that was active before the watch began has no transition of its own.
  const now =
    life.length === 0 && state !== 'inactive' ? `${state} since before ${new Date(clock.now()).toISOString()}` : '';
  return {
    held: holds(life) && rule.lastError === '' && watch.lastError === undefined,
    observed: now === '' ? describeLife(life) : now,
    evidence,
  };
}

import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { describeTimeline, firesAndResolves, timelineOf } from '../alerts/timeline.ts';
import type { RunContext } from '../run/context.ts';
import type { Evidence } from '../../lib/events/run-event.ts';
import type { ExpectationOf } from '../scenario.ts';

type Alert = Pick<ExpectationOf<'alert-fires'>, 'alertname' | 'labels'>;

export function describeAlert({ alertname, labels }: Alert): string {
  return `${alertname}${labelSuffix(labels)}`;
}

/** Whether an alert went from inactive to pending, to firing and back, as the watch saw it. */
export function checkAlertFires(alert: Alert, context: RunContext): ExpectationResult {
  return checkTimeline(alert, context, (timeline) => firesAndResolves(timeline));
}

/** Whether an alert was neither pending nor firing at any time of the run: once it was, that is final. */
export function checkAlertQuiet(alert: Alert, context: RunContext): ExpectationResult {
  const active = context.watch.stateOf(alert.alertname, alert.labels) !== 'inactive';
  const result = checkTimeline(alert, context, (timeline) => timeline.length === 0 && !active);
  return { ...result, isFinal: true };
}

function checkTimeline(
  alert: Alert,
  { watch, clients, clock }: RunContext,
  isAsExpected: (timeline: ReturnType<typeof timelineOf>) => boolean,
): ExpectationResult {
  const timeline = timelineOf(watch.transitions, alert.alertname, alert.labels);
  const rule = watch.rule(alert.alertname);
  const evidence: Evidence[] = [
    { label: 'state over time', url: clients.prometheus.graphUrl(`ALERTS{alertname="${alert.alertname}"}`) },
  ];
  if (!rule) return { passed: false, observed: `Prometheus has no rule ${alert.alertname}`, evidence };
  if (rule.lastError !== '') evidence.push({ label: 'the rule fails', text: rule.lastError });
  if (watch.lastError !== undefined) evidence.push({ label: 'the rules could not be read', text: watch.lastError });
  const state = watch.stateOf(alert.alertname, alert.labels);
  // An alert that was active before the watch began has no transition of its own.
  const now =
    timeline.length === 0 && state !== 'inactive' ? `${state} since before ${new Date(clock.now()).toISOString()}` : '';
  return {
    passed: isAsExpected(timeline) && rule.lastError === '' && watch.lastError === undefined,
    observed: now === '' ? describeTimeline(timeline) : now,
    evidence,
  };
}

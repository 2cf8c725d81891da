import type { Untimed } from '../../lib/events/emit.ts';
import { expectationEvent } from '../../lib/events/expectation-result.ts';
import type { Evidence, ExpectationEvent } from '../../lib/events/run-event.ts';
import { nearest } from '../../lib/nearest.ts';
import type { CheckResults } from '../results.ts';
import type { AlertEpisode } from '../inputs/rules/rule.ts';
import type { Expectations } from './expectations.ts';
import { span } from './words.ts';

type AlertExpectation = Expectations['alerts'][number];

export function evaluateAlert(expectation: AlertExpectation, results: CheckResults): Untimed<ExpectationEvent> {
  const names = [...new Set(results.rules.rules.filter(({ kind }) => kind === 'alert').map(({ name }) => name))];
  if (!names.includes(expectation.alertname)) return unknown(expectation, names);
  return expectation.must === 'stay-quiet' ? staysQuiet(expectation, results) : fires(expectation, results);
}

function unknown({ alertname, must, source }: AlertExpectation, names: readonly string[]): Untimed<ExpectationEvent> {
  const near = nearest(alertname, names);
  const name = `${alertname} ${must === 'stay-quiet' ? 'stays quiet' : 'fires'}`;
  return expectationEvent(
    { name, expected: `an alert ${alertname} in the rule files`, source },
    {
      passed: false,
      observed: `there is none of that name${near === undefined ? '' : `; did you mean ${near}?`}`,
      evidence: [{ label: 'alerts of the rule files', text: names.join(', ') || 'none' }],
    },
  );
}

function fires(expectation: AlertExpectation, results: CheckResults): Untimed<ExpectationEvent> {
  const { alertname, withinMs, resolves, source } = expectation;
  const { timeline } = results.observations;
  const detections = results.detections.filter((one) => isMeant(expectation, one) && one.firing !== null);
  // One that goes pending after the fault, when its window is full, was caught by no fault and has fired all the same.
  const episodes = results.episodes.filter(
    (one) => isMeant(expectation, one) && one.firingAt !== undefined && one.firingAt >= timeline.baseline.end,
  );
  const quickest = Math.min(...detections.flatMap(({ detectMs }) => detectMs ?? []));
  const open = episodes.filter(({ resolvedAt }) => resolvedAt === undefined);
  const hasFired = detections.length > 0 || episodes.length > 0;
  const inTime = withinMs === undefined || quickest <= withinMs;
  const isOver = resolves !== true || open.length === 0;
  const within = withinMs === undefined ? '' : ` within ${span(withinMs)} of the first wrong request`;
  const seen = Number.isFinite(quickest) ? `fired ${span(quickest)} after the first wrong request` : firedAt(episodes);
  const passed = hasFired && inTime && isOver;
  const expected = `fires${within}${resolves === true ? ', and resolves' : ''}`;
  return expectationEvent(
    { name: `${alertname}${labelText(expectation)} fires`, expected, source },
    {
      passed,
      observed: !hasFired
        ? neverFired(expectation, results)
        : isOver
          ? seen
          : `${seen}, and had not resolved at the end`,
      evidence: passed ? [] : whyNot(expectation, results),
    },
  );
}

function neverFired(expectation: AlertExpectation, { episodes }: CheckResults): string {
  const mine = episodes.filter((one) => isMeant(expectation, one));
  if (mine.some(({ firingAt }) => firingAt !== undefined)) return 'fired only while nothing was wrong';
  return mine.length > 0 ? 'was pending, but never fired' : 'never fired';
}

/** What the findings say about the alert, with the place of its rule. */
function whyNot({ alertname }: AlertExpectation, { findings, rules }: CheckResults): Evidence[] {
  const rule = rules.rules.find(({ kind, name }) => kind === 'alert' && name === alertname);
  const about = findings.filter(({ subject, kind }) => subject === alertname && kind.startsWith('alert-'));
  return [
    ...(rule ? [{ label: 'rule', text: `${rule.source.file}:${rule.source.line}` }] : []),
    ...about.flatMap(({ why, hint }) => [
      ...(why === undefined ? [] : [{ label: 'why', text: why }]),
      ...(hint === undefined ? [] : [{ label: 'hint', text: hint }]),
    ]),
  ];
}

function staysQuiet(expectation: AlertExpectation, results: CheckResults): Untimed<ExpectationEvent> {
  const fired = results.episodes.filter((one) => isMeant(expectation, one) && one.firingAt !== undefined);
  const pending = results.episodes.some((one) => isMeant(expectation, one));
  const passed = fired.length === 0;
  return expectationEvent(
    {
      name: `${expectation.alertname}${labelText(expectation)} stays quiet`,
      expected: 'never fires',
      source: expectation.source,
    },
    {
      passed,
      observed: !passed ? firedAt(fired) : pending ? 'was pending, but never fired' : 'was never pending',
      evidence: passed ? [] : whyNot(expectation, results),
    },
  );
}

/** `fired at 12:03:00 {service="payment"}, and twice more`. */
function firedAt(episodes: readonly AlertEpisode[]): string {
  const [first] = episodes;
  if (!first) return 'never fired';
  const labels = Object.entries(first.labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const clock = new Date(first.firingAt ?? first.pendingAt).toISOString().slice(11, 19);
  const others = episodes.length === 1 ? '' : `, and ${episodes.length - 1} more`;
  return `fired at ${clock}${labels.length === 0 ? '' : ` {${labels.join(', ')}}`}${others}`;
}

function isMeant(
  { alertname, labels }: AlertExpectation,
  one: { alertname: string; labels: Readonly<Record<string, string>> },
): boolean {
  return one.alertname === alertname && Object.entries(labels).every(([key, value]) => one.labels[key] === value);
}

function labelText({ labels }: AlertExpectation): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
}

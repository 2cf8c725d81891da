import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { Untimed } from '../../lib/events/emit.ts';
import { expectationEvent } from '../../lib/events/expectation-result.ts';
import type { Evidence, ExpectationEvent } from '../../lib/events/run-event.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { utcTime } from '../../lib/format/time-of-day.ts';
import { nearest } from '../../lib/nearest.ts';
import { categoryOf } from '../findings/index.ts';
import type { CheckResults } from '../results.ts';
import type { AlertEpisode } from '../inputs/rules/rule.ts';
import type { Expectations } from './expectations.ts';

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
      observed: `no alert with that name${near === undefined ? '' : `; did you mean ${near}?`}`,
      evidence: [{ label: 'alerts in the rule files', text: names.join(', ') || 'none' }],
    },
  );
}

function fires(expectation: AlertExpectation, results: CheckResults): Untimed<ExpectationEvent> {
  const { alertname, withinMs, resolves, source } = expectation;
  const { timeline } = results.observations;
  const detections = results.detections.filter((one) => isMeant(expectation, one) && one.firing !== null);
  // An alert that becomes pending only after a fault, when its window is full, is not a detection, but it has fired.
  const episodes = results.episodes.filter(
    (one) => isMeant(expectation, one) && one.firingAt !== undefined && one.firingAt >= timeline.baseline.end,
  );
  const quickest = Math.min(...detections.flatMap(({ detectMs }) => detectMs ?? []));
  const open = episodes.filter(({ resolvedAt }) => resolvedAt === undefined);
  const hasFired = detections.length > 0 || episodes.length > 0;
  const inTime = withinMs === undefined || quickest <= withinMs;
  const isOver = resolves !== true || open.length === 0;
  const within = withinMs === undefined ? '' : ` within ${formatDuration(withinMs)} of the first affected request`;
  const seen = Number.isFinite(quickest)
    ? `fired ${formatDuration(quickest)} after the first affected request`
    : firedAt(episodes);
  const passed = hasFired && inTime && isOver;
  const expected = `fires${within}${resolves === true ? ', and resolves' : ''}`;
  return expectationEvent(
    { name: `${alertname}${labelSuffix(expectation.labels)} fires`, expected, source },
    {
      passed,
      observed: !hasFired
        ? neverFired(expectation, results)
        : isOver
          ? seen
          : `${seen}, and did not resolve before the end`,
      evidence: passed ? [] : whyNot(expectation, results),
    },
  );
}

function neverFired(expectation: AlertExpectation, { episodes }: CheckResults): string {
  const mine = episodes.filter((one) => isMeant(expectation, one));
  if (mine.some(({ firingAt }) => firingAt !== undefined)) return 'fired only before the first fault';
  return mine.length > 0 ? 'was pending, but never fired' : 'never fired';
}

/** The causes and hints of the findings about the alert, and the line of its rule. */
function whyNot({ alertname }: AlertExpectation, { findings, rules }: CheckResults): Evidence[] {
  const rule = rules.rules.find(({ kind, name }) => kind === 'alert' && name === alertname);
  const about = findings.filter(({ subject, kind }) => subject === alertname && categoryOf(kind) === 'rule');
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
      name: `${expectation.alertname}${labelSuffix(expectation.labels)} stays quiet`,
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

/** `fired at 12:03:00 {service="payment"}, and 2 more`. */
function firedAt(episodes: readonly AlertEpisode[]): string {
  const [first] = episodes;
  if (!first) return 'never fired';
  const labels = labelSuffix(first.labels);
  const others = episodes.length === 1 ? '' : `, and ${episodes.length - 1} more`;
  return `fired at ${utcTime(first.firingAt ?? first.pendingAt)}${labels === '' ? '' : ` ${labels}`}${others}`;
}

function isMeant(
  { alertname, labels }: AlertExpectation,
  one: { alertname: string; labels: Readonly<Record<string, string>> },
): boolean {
  return one.alertname === alertname && Object.entries(labels).every(([key, value]) => one.labels[key] === value);
}

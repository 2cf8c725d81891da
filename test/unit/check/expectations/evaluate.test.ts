import { describe, expect, test } from 'vitest';
import { evaluateExpectations } from '../../../../check/expectations/evaluate.ts';
import type { Expectations } from '../../../../check/expectations/expectations.ts';
import { checkEnding, countedFindings } from '../../../../check/expectations/verdict.ts';
import { ledgerEvent } from '../../../../check/report/ledger-event.ts';
import type { CheckResults } from '../../../../check/results.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';
import { account, alertRule, noon, resultsWith } from './results.ts';

const source = { file: 'sandbox.yaml', line: 7 };
const seconds = (count: number): number => noon + 600_000 + count * 1000;
const iso = (count: number): string => new Date(seconds(count)).toISOString();

const expectations = (some: Partial<Expectations>): Expectations => ({ classes: [], alerts: [], noLeak: [], ...some });
const outcome = (
  some: Partial<Expectations>,
  results: CheckResults,
): ReturnType<typeof evaluateExpectations>[number] => {
  const [first] = evaluateExpectations(expectations(some), results);
  if (!first) throw new Error('nothing was evaluated');
  return first;
};
const kept = (name: string, min: number, max: number): Partial<Expectations> => ({
  classes: [{ class: name, kept: { min, max }, source }],
});

/** A sampler whose probabilistic policy `some` keeps 5%. */
const sampler: Partial<CheckResults> = {
  collector: {
    ...resultsWith({}).collector,
    samplers: [
      {
        id: 'tail_sampling',
        decisionWaitMs: 10_000,
        policies: [{ name: 'some', type: 'probabilistic', settings: { sampling_percentage: 5 } }],
      },
    ],
  },
};

describe('a share of a class', () => {
  test('passes if every trace was kept', () => {
    expect(outcome(kept('error', 1, 1), resultsWith({ classes: [account('error', 412, 412)] }))).toEqual({
      type: 'expect.pass',
      name: 'traces of class error are kept',
      expected: '100%',
      observed: '412 of 412 (100%)',
      evidence: [],
      tries: 1,
      ms: 0,
      source,
    });
  });

  test('fails by one trace, and reports the policies that kept the others and an example of a lost trace', () => {
    const classes = [account('error', 412, 411, { policies: { errors: 411 }, examples: { lost: 'abc' } })];
    expect(outcome(kept('error', 1, 1), resultsWith({ classes }))).toMatchObject({
      type: 'expect.fail',
      observed: '411 of 412 (99.8%)',
      evidence: [
        { label: 'kept by', text: 'errors 411' },
        { label: 'example of a lost trace', text: 'abc' },
      ],
    });
  });

  test.each([
    // 5% of 1,000 is between 29 and 74 in 999 of 1,000 cases.
    [29, { some: 29 }, 'expect.pass'],
    [74, { some: 74 }, 'expect.pass'],
    [28, { some: 28 }, 'expect.fail'],
    [75, { some: 75 }, 'expect.fail'],
    // Kept by a policy that is not probabilistic: the bounds are exact.
    [51, { others: 51 }, 'expect.fail'],
    [50, { others: 50 }, 'expect.pass'],
  ])('for five in a hundred of 1000 traces, %d by %j is %s', (count, policies, type) => {
    const classes = [account('normal', 1000, count, { policies })];
    expect(outcome(kept('normal', 0.05, 0.05), resultsWith({ classes }, sampler)).type).toBe(type);
  });

  test('0% and 100% are exact, also with a probabilistic policy', () => {
    const classes = [account('normal', 1000, 1, { policies: { some: 1 } })];
    expect(outcome(kept('normal', 0, 0), resultsWith({ classes }, sampler)).type).toBe('expect.fail');
    expect(outcome(kept('normal', 1, 1), resultsWith({ classes }, sampler)).type).toBe('expect.fail');
  });

  test('that is too high reports the policies, and no losses', () => {
    const classes = [account('normal', 1000, 200, { policies: { all: 200 }, examples: { lost: 'abc' } })];
    expect(outcome(kept('normal', 0, 0.1), resultsWith({ classes }))).toMatchObject({
      type: 'expect.fail',
      evidence: [{ label: 'kept by', text: 'all 200' }],
    });
  });

  test('a head sampler makes every share random, and is reported', () => {
    const classes = [account('error', 400, 41)];
    const results = resultsWith({ classes, headDropped: { error: 359 } });
    expect(outcome(kept('error', 0.1, 0.1), results).type).toBe('expect.pass');
    expect(outcome(kept('error', 1, 1), results).evidence).toEqual([
      { label: 'head sampling', text: 'dropped 359 traces before the Collector' },
    ]);
  });

  test('of a few traces is reported as weak evidence', () => {
    expect(outcome(kept('error', 1, 1), resultsWith({ classes: [account('error', 2, 2)] })).observed).toBe(
      '2 of 2 (100%); weak evidence, because the sample is small',
    );
  });

  test('of a class that was never sent fails and suggests the nearest', () => {
    const classes = [account('error', 5, 5), account('slow', 0, 0)];
    expect(outcome(kept('eror', 1, 1), resultsWith({ classes }))).toMatchObject({
      type: 'expect.fail',
      observed: 'no trace of the class eror was sent; did you mean error?',
    });
    expect(outcome(kept('slow', 1, 1), resultsWith({ classes })).type).toBe('expect.fail');
  });
});

describe('an alert', () => {
  const rules = { files: {}, originals: {}, rules: [alertRule('HighErrorRate', 12), alertRule('Slow', 20)] };
  const labels = { service: 'payment' };
  const detection = (detectMs: number): CheckResults['detections'][number] => ({
    ...{ alertname: 'HighErrorRate', labels, during: 'errors at payment', firstAffected: iso(0), pending: iso(45) },
    ...{ firing: iso(detectMs / 1000), resolved: iso(900), detectMs },
  });
  const episode = (firing?: number, resolved?: number): CheckResults['episodes'][number] => ({
    ...{ alertname: 'HighErrorRate', labels, pendingAt: seconds(45) },
    ...(firing === undefined ? {} : { firingAt: seconds(firing) }),
    ...(resolved === undefined ? {} : { resolvedAt: seconds(resolved) }),
  });
  const must = (
    what: Expectations['alerts'][number]['must'],
    more: Partial<Expectations['alerts'][number]> = {},
  ): Partial<Expectations> => ({
    alerts: [{ alertname: 'HighErrorRate', labels: {}, must: what, resolves: what === 'fire', source, ...more }],
  });
  const fired = resultsWith({}, { rules, detections: [detection(165_000)], episodes: [episode(165, 900)] });

  test('fires in time', () => {
    expect(outcome(must('fire', { withinMs: 180_000 }), fired)).toMatchObject({
      type: 'expect.pass',
      name: 'HighErrorRate fires',
      expected: 'fires within 3m of the first affected request, and resolves',
      observed: 'fired 2m45s after the first affected request',
    });
    expect(outcome(must('fire', { withinMs: 164_000 }), fired).type).toBe('expect.fail');
  });

  test('fires with the expected labels', () => {
    expect(outcome(must('fire', { labels }), fired).type).toBe('expect.pass');
    expect(outcome(must('fire', { labels: { service: 'order' } }), fired).observed).toBe('never fired');
  });

  test('that has not resolved fails, unless that is allowed', () => {
    const open = resultsWith({}, { rules, detections: [detection(165_000)], episodes: [episode(165)] });
    expect(outcome(must('fire'), open)).toMatchObject({
      type: 'expect.fail',
      observed: 'fired 2m45s after the first affected request, and did not resolve before the end',
    });
    expect(outcome(must('fire', { resolves: false }), open).type).toBe('expect.pass');
  });

  test('that never fires is reported with the finding and its rule', () => {
    const findings: Finding[] = [
      {
        ...{ kind: 'alert-never-fires', severity: 'error', subject: 'HighErrorRate', message: 'It never fires.' },
        ...{ why: 'There are no series up_.', hint: 'Ask for up.', evidence: [] },
      },
    ];
    expect(outcome(must('fire'), resultsWith({}, { rules, findings, episodes: [episode()] }))).toMatchObject({
      type: 'expect.fail',
      observed: 'was pending, but never fired',
      evidence: [
        { label: 'rule', text: 'rules/api.yml:12' },
        { label: 'why', text: 'There are no series up_.' },
        { label: 'hint', text: 'Ask for up.' },
      ],
    });
  });

  test('that fires only before the fault has not fired for it', () => {
    expect(outcome(must('fire'), resultsWith({}, { rules, episodes: [episode(-300, -200)] })).observed).toBe(
      'fired only before the first fault',
    );
  });

  test('that must stay quiet may be pending but not fire', () => {
    expect(outcome(must('stay-quiet'), resultsWith({}, { rules, episodes: [episode()] })).type).toBe('expect.pass');
    expect(outcome(must('stay-quiet'), fired)).toMatchObject({
      type: 'expect.fail',
      observed: 'fired at 12:12:45 {service="payment"}',
    });
  });

  test('that no rule file has fails and suggests the nearest; an ignored one is not evaluated', () => {
    expect(outcome(must('fire', { alertname: 'HighErorRate' }), fired)).toMatchObject({
      type: 'expect.fail',
      observed: 'no alert with that name; did you mean HighErrorRate?',
    });
    expect(evaluateExpectations(expectations(must('be-ignored')), fired)).toEqual([]);
  });
});

test('incomplete traces are counted over all classes', () => {
  const classes = [account('error', 9, 9, { incomplete: 2, examples: { incomplete: 'abc' } }), account('slow', 9, 9)];
  const results = resultsWith({ classes });
  expect(outcome({ maxIncomplete: { count: 2, source } }, results).type).toBe('expect.pass');
  expect(outcome({ maxIncomplete: { count: 1, source } }, results)).toMatchObject({
    type: 'expect.fail',
    observed: '2 incomplete',
    evidence: [
      { label: 'by class', text: 'error 2' },
      { label: 'example of class error', text: 'abc' },
    ],
  });
});

test('a leaked secret fails only its own pattern', () => {
  const leak = { exporter: 'otlp', signal: 'traces', place: 'span attribute url.full', example: 'sk_…' } as const;
  const results = resultsWith({ leaks: [{ pattern: 'sk_', count: 3, ...leak }] });
  expect(outcome({ noLeak: [{ pattern: 'pk_', source }] }, results).type).toBe('expect.pass');
  expect(outcome({ noLeak: [{ pattern: 'sk_', source }] }, results)).toMatchObject({
    type: 'expect.fail',
    observed: '3 matches',
    evidence: [{ label: 'otlp, span attribute url.full', text: '3 matches, for example sk_…' }],
  });
  const escaped = resultsWith({ leaks: [{ pattern: String.raw`a\/b`, count: 1, ...leak }] });
  expect(outcome({ noLeak: [{ pattern: 'a/b', source }] }, escaped).type).toBe('expect.fail');
});

describe('the findings that count', () => {
  const finding = (kind: Finding['kind'], subject: string, severity: Finding['severity']): Finding => ({
    ...{ kind, subject, severity, message: 'x', evidence: [] },
  });
  const all = [
    finding('alert-never-fires', 'A', 'error'),
    finding('alert-flaps', 'B', 'warning'),
    finding('traces-lost', 'error', 'error'),
    finding('policy-never-samples', 'p', 'warning'),
    finding('rule-fails', 'C', 'error'),
    finding('window-exceeds-baseline', 'C', 'info'),
  ];
  const settled = (some: Partial<Expectations>, strict = false): string[] =>
    countedFindings(all, { expectations: expectations(some), strict }).map((one) => `${one.kind} ${one.severity}`);
  const alert = (alertname: string, must: Expectations['alerts'][number]['must']): Partial<Expectations> => ({
    alerts: [{ alertname, labels: {}, must, source }],
  });

  test.each<[Partial<Expectations>, Finding['kind'][]]>([
    [alert('A', 'stay-quiet'), ['alert-never-fires']],
    [alert('A', 'fire'), []],
    [alert('A', 'be-ignored'), ['alert-never-fires']],
    [alert('B', 'stay-quiet'), []],
    [alert('B', 'be-ignored'), ['alert-flaps']],
    [alert('C', 'stay-quiet'), []],
    [alert('C', 'be-ignored'), ['rule-fails', 'window-exceeds-baseline']],
    // A policy is not an alert, whatever its name.
    [alert('p', 'be-ignored'), []],
    [kept('error', 0.5, 1), ['traces-lost']],
    [kept('slow', 0.5, 1), []],
  ])('%j suppresses %j', (some, gone) => {
    const left = all.filter(({ kind }) => !gone.includes(kind)).map((one) => `${one.kind} ${one.severity}`);
    expect(settled(some)).toEqual(left);
  });

  test('the lost traces of a class are reported if its share is not met', () => {
    const some = expectations(kept('error', 0.5, 1));
    const reported = (type: 'expect.pass' | 'expect.fail', line: number): string[] =>
      countedFindings(all, {
        expectations: some,
        strict: false,
        outcomes: [{ type, source: { ...source, line } }],
      }).map(({ kind }) => kind);
    expect(reported('expect.fail', source.line)).toContain('traces-lost');
    expect(reported('expect.pass', source.line)).not.toContain('traces-lost');
    expect(reported('expect.fail', source.line + 1)).not.toContain('traces-lost');
  });

  test('warnings are errors in a strict check, and errors fail it', () => {
    expect(settled({}, true)).toContain('policy-never-samples error');
    expect(checkEnding([finding('alert-flaps', 'B', 'warning')], [{ type: 'expect.pass' }]).exitCode).toBe(0);
    expect(checkEnding([finding('alert-flaps', 'B', 'error')], []).exitCode).toBe(1);
    expect(checkEnding([], [{ type: 'expect.fail' }])).toEqual({ result: 'fail', exitCode: 1 });
  });
});

test("the ledger has the user's bounds, and counts traces that are neither kept nor dropped as unaccounted", () => {
  const reading = (dropped: number): { time: number; metrics: CollectorMetrics } => ({
    time: noon,
    metrics: new CollectorMetrics([
      {
        name: 'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
        labels: { sampled: 'false' },
        value: dropped,
      },
    ]),
  });
  const classes = [account('error', 10, 9), account('normal', 1000, 50, { policies: { some: 50 } })];
  const results = resultsWith({ classes, collector: { start: reading(5), end: reading(953) } }, sampler);
  const event = ledgerEvent(results, expectations(kept('normal', 0.05, 0.05)));
  expect(event.classes.map((one) => [one.class, one.dropped, one.expected])).toEqual([
    ['error', 1, { min: 0, max: 10 }],
    ['normal', 950, { min: 29, max: 74 }],
  ]);
  expect(event.unaccounted).toBe(3);
});

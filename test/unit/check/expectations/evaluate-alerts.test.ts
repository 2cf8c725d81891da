import { describe, expect, test } from 'vitest';
import { evaluateExpectations } from '../../../../check/expectations/evaluate.ts';
import type { Expectations } from '../../../../check/expectations/expectations.ts';
import type { CheckResults } from '../../../../check/results.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { expectations, outcome, source } from './outcome.ts';
import { alertRule, noon, resultsWith } from './results.ts';

const seconds = (count: number): number => noon + 600_000 + count * 1000;
const iso = (count: number): string => new Date(seconds(count)).toISOString();

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

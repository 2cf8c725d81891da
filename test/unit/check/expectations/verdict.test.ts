import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../../../check/expectations/expectations.ts';
import { checkEnding, countedFindings } from '../../../../check/expectations/verdict.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { expectations, kept, source } from './outcome.ts';

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

test('an expectation that passes settles the findings about the same matter, and one that fails does not', () => {
  const about = (kind: string, subject: string): Finding => ({
    kind,
    subject,
    severity: 'error',
    message: '',
    evidence: [],
  });
  const findings = [
    about('client-errors-as-errors', 'errors'),
    about('trace-incomplete', 'tail_sampling'),
    about('policy-samples-everything', 'all'),
    about('traces-lost', 'error'),
  ];
  const some = expectations({
    ...{ maxIncomplete: { count: 3, source: { ...source, line: 2 } } },
    classes: ['client-error', 'normal', 'error'].map((name, line) => ({
      class: name,
      kept: { min: 1, max: 1 },
      source: { ...source, line: 10 + line },
    })),
  });
  const counted = (failedLines: number[]): string[] =>
    countedFindings(findings, {
      ...{ strict: false, expectations: some },
      outcomes: failedLines.map((line) => ({ type: 'expect.fail', source: { ...source, line } })),
    }).map(({ kind }) => kind);
  expect(counted([])).toEqual([]);
  expect(counted([2, 10, 11, 12])).toEqual(findings.map(({ kind }) => kind));
});

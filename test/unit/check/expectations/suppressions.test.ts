import { describe, expect, test } from 'vitest';
import { applySuppressions, type Suppression } from '../../../../check/expectations/suppressions.ts';
import { ignoreCommentsIn } from '../../../../check/inputs/ignore-comments.ts';
import type { Finding } from '../../../../lib/events/finding.ts';

const finding = (kind: string, subject: string, line: number): Finding => ({
  ...{ kind, subject, severity: 'error', message: 'x', evidence: [] },
  source: { file: 'rules.yml', line },
});
const all = [finding('alert-never-fires', 'A', 4), finding('traces-lost', 'slow', 9), finding('rule-fails', 'A', 4)];
const source = { file: 'sandbox.yaml', line: 12 };
const today = '2027-01-01';
const left = (...suppressions: Suppression[]): string[] =>
  applySuppressions(all, suppressions, today).map(({ kind, subject, message }) =>
    kind === 'suppression-unused' ? message : `${kind} ${subject}`,
  );

describe('a suppression', () => {
  test.each<[string, Suppression, string[]]>([
    ['kind', { kind: 'traces-lost', because: 'x', source }, ['alert-never-fires A', 'rule-fails A']],
    [
      'kind and subject',
      { kind: 'rule-fails', subject: 'A', because: 'x', source },
      ['alert-never-fires A', 'traces-lost slow'],
    ],
    ['line', { at: { file: 'rules.yml', line: 4 }, because: 'x', source }, ['traces-lost slow']],
    [
      'a date that has not passed',
      { subject: 'slow', until: today, because: 'x', source },
      ['alert-never-fires A', 'rule-fails A'],
    ],
  ])('accepts findings by %s', (_, suppression, expected) => {
    expect(left(suppression)).toEqual(expected);
  });

  test.each<[string, Suppression, string]>([
    [
      'has expired',
      { kind: 'traces-lost', until: '2026-12-31', because: 'x', source },
      'The suppression of traces-lost in sandbox.yaml:12 expired on 2026-12-31',
    ],
    [
      'matches nothing',
      { kind: 'traces-lost', subject: 'error', because: 'x', source },
      'The suppression of traces-lost of error in sandbox.yaml:12 matches no finding',
    ],
    [
      'has no reason',
      { kind: 'traces-lost', source },
      'The suppression of traces-lost in sandbox.yaml:12 has no reason: write "because ..."',
    ],
  ])('that %s is reported, and accepts nothing', (_, suppression, message) => {
    expect(left(suppression)).toEqual(['alert-never-fires A', 'traces-lost slow', 'rule-fails A', message]);
  });
});

test('comments are about their line, or about the next line with content', () => {
  const text = [
    'groups:',
    '  # sandbox: ignore alert-never-fires until 2027-03-01 because it is for the old gateway',
    '  # another comment',
    '  - alert: A',
    '    expr: up # sandbox: ignore because "x: y"',
    '  # sandbox: ignore rule-fails',
    '  # sandbox is a word',
  ].join('\n');
  const file = 'rules.yml';
  expect(ignoreCommentsIn(text, file)).toEqual([
    {
      ...{ kind: 'alert-never-fires', until: '2027-03-01', because: 'it is for the old gateway' },
      ...{ at: { file, line: 4 }, source: { file, line: 2 } },
    },
    { because: '"x: y"', at: { file, line: 5 }, source: { file, line: 5 } },
    { kind: 'rule-fails', at: { file, line: 6 }, source: { file, line: 6 } },
  ]);
});

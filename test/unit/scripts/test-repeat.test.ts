import { expect, test } from 'vitest';
import { describe, type JsonReport, Tally } from '../../../scripts/test-repeat/tally.ts';

/** A report of one file whose tests ended like this: a message is a failure, undefined a skip. */
function report(tests: Record<string, true | string | undefined>, more: { message?: string } = {}): JsonReport {
  const assertionResults = Object.entries(tests).map(([fullName, outcome]) => ({
    fullName,
    status: outcome === true ? 'passed' : outcome === undefined ? 'skipped' : 'failed',
    failureMessages: typeof outcome === 'string' ? [outcome] : [],
  }));
  const hasFailed = more.message !== undefined || assertionResults.some(({ status }) => status === 'failed');
  const status = hasFailed ? 'failed' : 'passed';
  return { testResults: [{ name: '/repo/test/a.test.ts', status, message: '', assertionResults, ...more }] };
}

function unstable(...runs: [report: JsonReport | undefined, exitCode: number | null][]): unknown[] {
  const tally = new Tally('/repo');
  for (const [one, exitCode] of runs) tally.add(one, exitCode);
  return tally.unstable().map(({ name, passed, message }) => [name, passed, message]);
}

test('tests that pass each time are not listed, nor those that are skipped each time', () => {
  expect(unstable([report({ a: true, b: undefined }), 0], [report({ a: true, b: undefined }), 0])).toEqual([]);
});

test('a test that fails is listed with how often it passed and its first failure', () => {
  const runs = [report({ a: true, b: true }), report({ a: true, b: 'first' }), report({ a: true, b: 'second' })];
  expect(unstable(...runs.map((one, index): [JsonReport, number] => [one, index === 0 ? 0 : 1]))).toEqual([
    ['test/a.test.ts > b', 1, 'first'],
  ]);
});

test('a test that is missing or skipped in some runs is listed', () => {
  expect(unstable([report({ a: true, b: true }), 0], [report({ a: undefined }), 0])).toEqual([
    ['test/a.test.ts > a', 1, ''],
    ['test/a.test.ts > b', 1, ''],
  ]);
});

test('a file that fails without a failed test is listed itself', () => {
  expect(unstable([report({}, { message: 'no such module' }), 1], [report({ a: true }), 0])).toEqual([
    ['test/a.test.ts', 1, 'no such module'],
    ['test/a.test.ts > a', 1, ''],
  ]);
  expect(unstable([report({ a: undefined }, { message: '' }), 1])).toEqual([
    ['test/a.test.ts', 0, 'The file failed and none of its tests did.'],
  ]);
});

test('a run that fails without a failed test or a report is listed', () => {
  expect(unstable([report({ a: true }), 1])).toEqual([['vitest', 0, 'Run 1 ended with 1 and no failed test.']]);
  expect(unstable([undefined, null])).toEqual([['vitest', 0, 'Run 1 ended with a signal and no failed test.']]);
});

test('the report has a paragraph for each, and the number', () => {
  expect(describe([], 0)).toBe('Interrupted before the first run ended.');
  expect(describe([], 5)).toBe('Every test passed in each of 5 runs.');
  const b = { name: 'test/a.test.ts > b', passed: 4, runs: 5, message: 'expected 1\nto be 2\n' };
  expect(describe([b, { ...b, message: '' }], 5)).toBe(`test/a.test.ts > b
  passed 4 of 5 times; the first failure:
    expected 1
    to be 2

test/a.test.ts > b
  passed 4 of 5 times

2 did not pass in each of 5 runs.`);
});

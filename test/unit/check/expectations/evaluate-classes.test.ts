import { describe, expect, test } from 'vitest';
import { evaluateExpectations } from '../../../../check/expectations/evaluate.ts';
import { expectations, kept, outcome, sampler, source } from './outcome.ts';
import { account, resultsWith } from './results.ts';

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
    const classes = [account('error', 5, 5)];
    expect(outcome(kept('eror', 1, 1), resultsWith({ classes }))).toMatchObject({
      type: 'expect.fail',
      observed: 'no trace of the class eror was sent; did you mean error?',
    });
  });

  test('of a class that the faults and the Collector did not produce is skipped', () => {
    const results = resultsWith({ classes: [account('normal', 100, 5)], slowMs: 5000 });
    expect(evaluateExpectations(expectations(kept('slow', 1, 1)), results)).toEqual([
      {
        type: 'expect.skip',
        name: 'traces of class slow are kept',
        reason: 'no trace of the class slow took longer than 5s',
      },
    ]);
    expect(outcome(kept('slwo', 1, 1), results).type).toBe('expect.fail');
  });
});

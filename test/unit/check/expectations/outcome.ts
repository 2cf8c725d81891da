import { evaluateExpectations } from '../../../../check/expectations/evaluate.ts';
import type { Expectations } from '../../../../check/expectations/expectations.ts';
import type { CheckResults } from '../../../../check/results.ts';
import { resultsWith } from './results.ts';

/** Where each expectation of a test is. */
export const source = { file: 'sandbox.yaml', line: 7 };

export const expectations = (some: Partial<Expectations>): Expectations => ({
  ...{ classes: [], alerts: [], noLeak: [] },
  ...some,
});

/** The outcome of the first of some expectations. */
export function outcome(
  some: Partial<Expectations>,
  results: CheckResults,
): Exclude<ReturnType<typeof evaluateExpectations>[number], { type: 'expect.skip' }> {
  const [first] = evaluateExpectations(expectations(some), results);
  if (!first || !('observed' in first)) throw new Error('nothing was evaluated');
  return first;
}

/** That a share of a class is kept. */
export const kept = (name: string, min: number, max: number): Partial<Expectations> => ({
  classes: [{ class: name, kept: { min, max }, source }],
});

/** A sampler whose probabilistic policy `some` keeps 5%. */
export const sampler: Partial<CheckResults> = {
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

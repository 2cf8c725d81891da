import { expect, test } from 'vitest';
import { nearest, unknownName } from '../../../lib/nearest.ts';

const names = ['baseline', 'error-burst', 'slow-payments', 'secret-leak'];

test.each([
  ['eror-burst', 'error-burst'],
  ['Baseline', 'baseline'],
  ['error', 'error-burst'],
  ['leak', 'secret-leak'],
  ['xyzzyxyzzy', undefined],
])('the name nearest to %s is %s', (typed, expected) => {
  expect(nearest(typed, names)).toBe(expected);
});

test('an unknown name is wrong usage, with the nearest and all there are', () => {
  expect(unknownName('scenario', 'eror-burst', names)).toMatchObject({
    message: 'There is no scenario "eror-burst". Did you mean error-burst?',
    hint: 'There are: baseline, error-burst, slow-payments, secret-leak.',
    exitCode: 2,
  });
});

import { expect, it } from 'vitest';
import { formatDollars } from '../../../lib/format/dollars.ts';

it.each([
  [0, '$0.00'],
  [0.001, '<$0.01'],
  [0.005, '$0.01'],
  [12.341, '$12.34'],
  [99.994, '$99.99'],
  [1234.5, '$1,235'],
])('%d is %s', (dollars, text) => {
  expect(formatDollars(dollars)).toBe(text);
});

import { expect, it } from 'vitest';
import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatLabels, labelSuffix } from '../../../lib/format/labels.ts';
import { formatCounts, formatCountsInText, formatList, shorten } from '../../../lib/format/list.ts';
import { formatCount, formatNumber, formatRate, formatShortCount, plural } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import { localTimeMs, utcTime } from '../../../lib/format/time-of-day.ts';

it('groups the digits of counts', () => {
  expect([0, 999, 1000, 14_266, 1_234_567, 2.6].map(formatCount)).toEqual([
    ...['0', '999', '1,000', '14,266', '1,234,567', '3'],
  ]);
  expect([1386, 9_999_999, 12_345_678].map(formatShortCount)).toEqual(['1,386', '9,999,999', '12.3M']);
  expect([plural(1, 'trace'), plural(1200, 'trace'), plural(0, 'process', 'processes')]).toEqual([
    ...['1 trace', '1,200 traces', '0 processes'],
  ]);
});

it('writes measured values with three digits', () => {
  expect([0.16149, 42, 999.9, 1234.5, -12_345, Infinity, -Infinity, NaN].map(formatNumber)).toEqual([
    ...['0.161', '42', '1,000', '1,235', '-12,345', '+Inf', '-Inf', 'NaN'],
  ]);
});

it('writes rates', () => {
  expect([undefined, 0, 4.84, 10, 1234].map(formatRate)).toEqual(['-/s', '0/s', '4.8/s', '10/s', '1,234/s']);
});

it.each([
  [0, '0%'],
  [0.05, '5%'],
  [0.0025, '0.25%'],
  [0.2163, '21.6%'],
  [1, '100%'],
  [0.9999, '>99.9%'],
  [0.00001, '<0.01%'],
  [NaN, '-'],
])('%d is %s', (ratio, text) => {
  expect(formatPercent(ratio)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [999_700, '1 MB'],
  [4_200_000_000, '4.2 GB'],
  [310_000_000, '310 MB'],
  [12_100_000, '12 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('writes label sets as PromQL does, without the name', () => {
  expect(formatLabels({ __name__: 'up', service: 'order', code: '5"' })).toBe(
    String.raw`{service="order", code="5\""}`,
  );
  expect(formatLabels({})).toBe('{}');
  expect([labelSuffix({}), labelSuffix({ rate: 1 })]).toEqual(['', '{rate=1}']);
});

it('writes lists, counts by name and long texts', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(formatList)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  expect(formatCounts({ slow: 3, errors: 1200 })).toBe('errors 1,200, slow 3');
  expect(formatCountsInText({ slow: 3, errors: 1200 })).toBe('errors (1,200), slow (3)');
  expect(shorten(` ${'ab\n'.repeat(60)}`)).toHaveLength(161);
});

it('writes times of day', () => {
  expect(utcTime('2026-01-01T00:10:05.9Z')).toBe('00:10:05');
  expect(localTimeMs(new Date(2026, 0, 1, 14, 3, 7, 250).getTime())).toBe('14:03:07.250');
});

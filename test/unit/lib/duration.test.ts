import { describe, expect, it } from 'vitest';
import { configDuration, formatAge, formatDuration, formatSeconds } from '../../../lib/duration/format-duration.ts';
import { parseGoNanoseconds, parseNanoseconds } from '../../../lib/duration/nanoseconds.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1.5s', 1500],
    ['300', 300_000],
    ['2d', 172_800_000],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', 'soon', '5 minutes', '-1m', '1m?'])('refuses %j', (text) => expect(parseDuration(text)).toBeUndefined());
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.2714, '0.27ms'],
    [25, '25ms'],
    [999.4, '999ms'],
    [999.6, '1s'],
    [1234, '1.23s'],
    [59_940, '59.9s'],
    [59_960, '1m'],
    [154_000, '2m34s'],
    [3_605_000, '1h'],
    [3_900_000, '1h5m'],
    [3 * 86_400_000 + 3_600_000, '3d1h'],
    [-1500, '-1.5s'],
  ])('%d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('of an age without fractions', () => {
    expect([-5, 400, 8600, 125_400].map(formatAge)).toEqual(['0s', '0s', '9s', '2m5s']);
  });

  it('in whole seconds reads back as what it was', () => {
    expect(formatSeconds(3_930_400)).toBe('1h5m30s');
    for (const ms of [1000, 60_000, 870_000, 3_930_000, 23_520_000, 259_200_000]) {
      expect(parseDuration(formatSeconds(ms))).toBe(ms);
    }
  });
});

describe('configDuration', () => {
  it.each([
    [7_200_000, '2h'],
    [90_000, '90s'],
    [750, '750ms'],
    [0.2, '1ms'],
  ])('%d ms as %s', (ms, text) => expect(configDuration(ms)).toBe(text));
});

describe('parseGoNanoseconds', () => {
  it.each([
    ['1h30m', 5_400_000_000_000n],
    ['1.5s', 1_500_000_000n],
    ['.5ms', 500_000n],
    ['-3µs', -3000n],
    ['0', 0n],
  ])('%s', (text, expected) => {
    expect(parseGoNanoseconds(text)).toBe(expected);
  });

  it.each(['', '5', '1d', 's', '1s2'])('refuses %j', (text) => {
    expect(() => parseGoNanoseconds(text)).toThrow('is not a duration');
  });
});

describe('parseNanoseconds', () => {
  it('knows days and weeks next to the units of Go', () => {
    expect(parseNanoseconds('1d2h')).toBe(26n * 3_600_000_000_000n);
    expect(parseNanoseconds('2w')).toBe(14n * 24n * 3_600_000_000_000n);
    expect(parseNanoseconds('90s')).toBe(90_000_000_000n);
    expect(() => parseNanoseconds('5x')).toThrow('is not a duration');
    expect(() => parseNanoseconds('')).toThrow('is not a duration');
  });
});

import { describe, expect, it } from 'vitest';
import { parseBytes, parseDuration } from '../../../stack/stores/logs/logql/units.ts';
import { parseGoDuration } from '../../../stack/stores/time/go-duration.ts';
import { parseRfc3339 } from '../../../stack/stores/time/rfc3339.ts';

describe('parseGoDuration', () => {
  it.each([
    ['1h30m', 5_400_000_000_000n],
    ['1.5s', 1_500_000_000n],
    ['.5ms', 500_000n],
    ['-3µs', -3000n],
    ['0', 0n],
  ])('%s', (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  });

  it.each(['', '5', '1d', 's', '1s2'])('refuses %j', (text) => {
    expect(() => parseGoDuration(text)).toThrow('is not a duration');
  });
});

describe('parseDuration', () => {
  it('knows days and weeks next to the units of Go', () => {
    expect(parseDuration('1d2h')).toBe(26n * 3_600_000_000_000n);
    expect(parseDuration('2w')).toBe(14n * 24n * 3_600_000_000_000n);
    expect(parseDuration('90s')).toBe(90_000_000_000n);
    expect(() => parseDuration('5x')).toThrow('is not a duration');
    expect(() => parseDuration('')).toThrow('is not a duration');
  });
});

describe('parseBytes', () => {
  it.each([
    ['1.5KiB', 1536],
    ['20MB', 20_000_000],
    ['7', 7],
    ['3b', 3],
  ])('%s', (text, expected) => {
    expect(parseBytes(text)).toBe(expected);
  });

  it('refuses what is no amount', () => {
    expect(() => parseBytes('5 apples')).toThrow('is not an amount of bytes');
  });
});

describe('parseRfc3339', () => {
  it.each([
    ['1970-01-01T00:00:01Z', 1_000_000_000n],
    ['1970-01-01T01:00:00.000000001+01:00', 1n],
    ['2026-11-05T12:00:00.5Z', 1_793_880_000_500_000_000n],
  ])('%s', (text, expected) => {
    expect(parseRfc3339(text)).toBe(expected);
  });

  it.each(['2026-11-05', '2026-13-05T12:00:00Z', '2026-11-05 12:00:00Z', 'now'])('refuses %j', (text) => {
    expect(() => parseRfc3339(text)).toThrow('is not a time');
  });
});

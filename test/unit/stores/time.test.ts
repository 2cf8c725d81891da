import { describe, expect, it } from 'vitest';
import { parseBytes } from '../../../stack/stores/logs/logql/parse-bytes.ts';
import { parseRfc3339 } from '../../../stack/stores/time/rfc3339.ts';

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

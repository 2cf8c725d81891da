import { describe, expect, it } from 'vitest';
import { compileRe2 } from '../../../stack/stores/logs/logql/re2.ts';

describe('compileRe2', () => {
  it.each([
    ['a|b', 'b', true],
    ['a|b', 'xb', false],
    ['.*', 'two\nlines', true],
    ['(?i)ERR.*', 'error', true],
    ['', '', true],
    ['', 'x', false],
  ])('anchored, %s on %j is %s', (pattern, text, matches) => {
    expect(compileRe2(pattern, true).test(text)).toBe(matches);
  });

  it.each([
    ['b', 'abc', true],
    ['a.c', 'a\nc', false],
    ['a.c', 'a\rc', true],
    ['(?s)a.c', 'a\nc', true],
    ['^b', 'a\nb', false],
    ['(?m)^b', 'a\nb', true],
    ['(?P<year>\\d{4})-', '2026-', true],
    ['[[:digit:]]+x', '12x', true],
    ['[[:digit:]]+x', 'd:x', false],
    ['[]a]b', ']b', true],
    ['[^]a]b', ']b', false],
    ['\\Qa.b\\E$', 'a.b', true],
    ['\\Qa.b\\E$', 'axb', false],
    ['\\Ab\\z', 'b', true],
    ['\\Ab', 'ab', false],
    ['\\x{41}', 'A', true],
    ['\\pL', 'é', true],
    ['[.]', 'x', false],
    ['\\.', 'x', false],
    ['[a\\]b]c', ']c', true],
  ])('anywhere, %s on %j is %s', (pattern, text, matches) => {
    expect(compileRe2(pattern, false).test(text)).toBe(matches);
  });

  it.each([
    ['(a', 'error parsing regexp'],
    ['(a)\\1', 'back references such as \\1 do not exist in RE2'],
    ['(?=a)', 'look-around such as (?=a does not exist in RE2'],
    ['(?<!a)b', 'look-around'],
    ['a(?i)b', 'flags inside of a pattern'],
    ['(?U)a+', 'the flag U is not supported'],
    ['[[:nope:]]', 'the class [:nope:] is not supported'],
  ])('refuses %s', (pattern, message) => {
    expect(() => compileRe2(pattern, false)).toThrow(message);
  });
});

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
    ['a(?i)b', 'aB', true],
    ['(?U)a+', 'a', true],
    ['[[:^digit:]]', '1', false],
  ])('anywhere, %s on %j is %s, which JavaScript could not express', (pattern, text, matches) => {
    expect(compileRe2(pattern, false).test(text)).toBe(matches);
  });

  it.each([
    ['(a', 'error parsing regexp: missing closing )'],
    ['(a)\\1', 'error parsing regexp: invalid escape sequence'],
    ['(?=a)', 'error parsing regexp: invalid or unsupported Perl syntax'],
    ['(?<!a)b', 'error parsing regexp: invalid named capture'],
    ['[[:nope:]]', 'error parsing regexp: invalid character class range'],
    ['((a{100}){100}){100}', 'error parsing regexp: invalid repeat count'],
  ])('refuses %s', (pattern, message) => {
    expect(() => compileRe2(pattern, false)).toThrow(message);
  });

  it('refuses one that is nested too deeply', () => {
    const pattern = `${'('.repeat(5_000)}a${')'.repeat(5_000)}`;
    expect(() => compileRe2(pattern, false)).toThrow('error parsing regexp: expression nests too deeply');
  });

  // A backtracking engine would try 2 to the power of 36 ways.
  it('matches in linear time', () => {
    const text = 'a'.repeat(36) + 'b';
    expect(compileRe2('(.|.)+!', true).test(text)).toBe(false);
    expect(compileRe2('(a|a)+!', false).test(`${text}!`)).toBe(false);
  });
});

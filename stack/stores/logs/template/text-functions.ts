import { compileRe2, type Pattern } from '../logql/re2.ts';
import { number, ofTexts, text, type TemplateFunctions } from './template-function.ts';

function align(width: number, value: string, isLeft: boolean): string {
  const count = Math.max(0, Math.trunc(width));
  const chars = Array.from(value);
  if (chars.length >= count) return (isLeft ? chars.slice(0, count) : chars.slice(chars.length - count)).join('');
  // As long a text as the longest line of a store.
  const spaces = ' '.repeat(Math.min(count - chars.length, 262_144));
  return isLeft ? value + spaces : spaces + value;
}

function trimChars(value: string, chars: string, sides: 'left' | 'right' | 'both'): string {
  const set = new Set(chars);
  const all = Array.from(value);
  let [from, to] = [0, all.length];
  if (sides !== 'right') while (from < to && set.has(all[from] ?? '')) from += 1;
  if (sides !== 'left') while (to > from && set.has(all[to - 1] ?? '')) to -= 1;
  return all.slice(from, to).join('');
}

const trimPrefix = (value: string, prefix: string): string =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value;
const trimSuffix = (value: string, suffix: string): string =>
  suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
const title = (value: string): string =>
  value.replace(/(^|\s)(\S)/g, (_, space: string, c: string) => space + c.toUpperCase());

/** A replacement can be for each character, so that its text is limited before it is made. */
const mostReplaced = 2 ** 26;

function checkReplacement(value: string, by: string): void {
  if (value.length * by.length > mostReplaced) throw new Error('the replacement is too long');
}

function repeat(value: string, count: number): string {
  if (count < 0) throw new Error('strings: negative Repeat count');
  if (value.length * count > mostReplaced) throw new Error('the text is too long');
  return value.repeat(count);
}

function indent(value: string, count: number): string {
  const spaces = repeat(' ', count);
  checkReplacement(value, spaces);
  return spaces + value.replaceAll('\n', `\n${spaces}`);
}

/** The last patterns: a template applies the same ones to each line. */
const patterns = new Map<string, Pattern>();

function compile(pattern: string): Pattern {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    if (patterns.size >= 100) patterns.clear();
    patterns.set(pattern, (compiled = compileRe2(pattern, false)));
  }
  return compiled;
}

function replacePattern(pattern: string, value: string, by: string): string {
  checkReplacement(value, by);
  return compile(pattern).replaceAll(value, by);
}

function replace(value: string, old: string, by: string, count: number): string {
  checkReplacement(value, by);
  if (count < 0) return value.replaceAll(old, () => by);
  let result = value;
  let from = 0;
  for (let n = 0; n < count; n += 1) {
    const at = result.indexOf(old, from);
    if (at === -1) return result;
    result = result.slice(0, at) + by + result.slice(at + old.length);
    from = at + by.length;
  }
  return result;
}

/** Go's `url.QueryEscape`. */
function urlencode(value: string): string {
  const escaped = encodeURIComponent(value).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll('%20', '+');
}

export const textFunctions: TemplateFunctions = {
  ToLower: ofTexts(1, (value) => value.toLowerCase()),
  ToUpper: ofTexts(1, (value) => value.toUpperCase()),
  lower: ofTexts(1, (value) => value.toLowerCase()),
  upper: ofTexts(1, (value) => value.toUpperCase()),
  title: ofTexts(1, title),
  Replace: { arguments: [4, 4], call: ([s, old, by, n]) => replace(text(s), text(old), text(by), number(n)) },
  replace: ofTexts(3, (old, by, value) => replace(value, old, by, -1)),
  Trim: ofTexts(2, (value, chars) => trimChars(value, chars, 'both')),
  TrimLeft: ofTexts(2, (value, chars) => trimChars(value, chars, 'left')),
  TrimRight: ofTexts(2, (value, chars) => trimChars(value, chars, 'right')),
  TrimPrefix: ofTexts(2, trimPrefix),
  TrimSuffix: ofTexts(2, trimSuffix),
  TrimSpace: ofTexts(1, (value) => value.trim()),
  trim: ofTexts(1, (value) => value.trim()),
  trimAll: ofTexts(2, (chars, value) => trimChars(value, chars, 'both')),
  trimPrefix: ofTexts(2, (prefix, value) => trimPrefix(value, prefix)),
  trimSuffix: ofTexts(2, (suffix, value) => trimSuffix(value, suffix)),
  trunc: {
    arguments: [2, 2],
    call: ([n, value]) =>
      Array.from(text(value))
        .slice(...(number(n) < 0 ? [number(n)] : [0, number(n)]))
        .join(''),
  },
  substr: {
    arguments: [3, 3],
    call: ([from, to, value]) => {
      const end = number(to);
      return Array.from(text(value))
        .slice(Math.max(0, number(from)), end < 0 ? undefined : end)
        .join('');
    },
  },
  alignLeft: { arguments: [2, 2], call: ([n, value]) => align(number(n), text(value), true) },
  alignRight: { arguments: [2, 2], call: ([n, value]) => align(number(n), text(value), false) },
  contains: ofTexts(2, (part, value) => value.includes(part)),
  hasPrefix: ofTexts(2, (part, value) => value.startsWith(part)),
  hasSuffix: ofTexts(2, (part, value) => value.endsWith(part)),
  regexReplaceAll: ofTexts(3, replacePattern),
  regexReplaceAllLiteral: ofTexts(3, (pattern, value, by) =>
    replacePattern(pattern, value, by.replaceAll('$', '$$$$')),
  ),
  count: ofTexts(2, (pattern, value) => compile(pattern).count(value)),
  repeat: { arguments: [2, 2], call: ([n, value]) => repeat(text(value), number(n)) },
  indent: { arguments: [2, 2], call: ([n, value]) => indent(text(value), number(n)) },
  nindent: { arguments: [2, 2], call: ([n, value]) => `\n${indent(text(value), number(n))}` },
  urlencode: ofTexts(1, urlencode),
  urldecode: ofTexts(1, (value) => decodeURIComponent(value.replaceAll('+', ' '))),
  b64enc: ofTexts(1, (value) => Buffer.from(value).toString('base64')),
  b64dec: ofTexts(1, (value) => Buffer.from(value, 'base64').toString()),
  len: ofTexts(1, (value) => Buffer.byteLength(value)),
};

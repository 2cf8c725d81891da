import { compileRe2, type Pattern } from '../logql/re2.ts';
import type { Value } from './ast.ts';
import { printf } from './printf.ts';

export interface TemplateFunction {
  /** The least and the most arguments. */
  arguments: readonly [number, number];
  /** Throws an Error, which the line then shows, if it cannot be computed. */
  call: (args: readonly Value[], line: { text: string; timeNs: bigint }) => Value;
}

const text = (value: Value | undefined): string => String(value ?? '');

function number(value: Value | undefined): number {
  const parsed = typeof value === 'number' ? value : Number(text(value).trim() || '0');
  if (Number.isNaN(parsed)) throw new Error(`"${text(value)}" is not a number`);
  return parsed;
}

export function isTrue(value: Value): boolean {
  return value !== '' && value !== 0 && value !== false;
}

/** A function of texts; a pipeline passes on the last one. */
function ofTexts(count: number, call: (...args: string[]) => Value): TemplateFunction {
  return { arguments: [count, count], call: (args) => call(...args.map(text)) };
}

function ofNumbers(least: number, most: number, call: (...args: number[]) => number): TemplateFunction {
  return { arguments: [least, most], call: (args) => call(...args.map(number)) };
}

function compare(holds: (a: Value, b: Value) => boolean): TemplateFunction {
  return {
    arguments: [2, 2],
    call: ([a = '', b = '']) =>
      typeof a === 'number' || typeof b === 'number' ? holds(number(a), number(b)) : holds(a, b),
  };
}

function whole(value: number): number {
  return Math.trunc(value);
}

function divisor(value: number): number {
  if (value === 0) throw new Error('division by zero');
  return value;
}

function align(width: number, value: string, isLeft: boolean): string {
  const count = Math.max(0, whole(width));
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

/** The last patterns: a template applies the same ones to each line. */
const patterns = new Map<string, Pattern>();

function replacePattern(pattern: string, value: string, by: string): string {
  checkReplacement(value, by);
  let compiled = patterns.get(pattern);
  if (!compiled) {
    if (patterns.size >= 100) patterns.clear();
    patterns.set(pattern, (compiled = compileRe2(pattern, false)));
  }
  return compiled.replaceAll(value, by);
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

/** Go prints a time like this. */
function goTime(ns: bigint): string {
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const date = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ');
  return `${date}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
}

/**
 * The functions of Loki's templates that this store has, with Loki's order of arguments.
 * Source: https://grafana.com/docs/loki/latest/query/template_functions/
 */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  __line__: { arguments: [0, 0], call: (_, line) => line.text },
  __timestamp__: { arguments: [0, 0], call: (_, line) => goTime(line.timeNs) },
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
  default: { arguments: [2, 2], call: ([fallback = '', value = '']) => (isTrue(value) ? value : fallback) },
  len: ofTexts(1, (value) => Buffer.byteLength(value)),
  int: ofNumbers(1, 1, whole),
  float64: ofNumbers(1, 1, (value) => value),
  add: ofNumbers(1, 20, (...all) => whole(all.reduce((sum, value) => sum + value, 0))),
  sub: ofNumbers(2, 2, (a, b) => whole(a - b)),
  mul: ofNumbers(1, 20, (...all) => whole(all.reduce((product, value) => product * value, 1))),
  div: ofNumbers(2, 2, (a, b) => whole(a / divisor(b))),
  mod: ofNumbers(2, 2, (a, b) => whole(a) % divisor(whole(b))),
  addf: ofNumbers(1, 20, (...all) => all.reduce((sum, value) => sum + value, 0)),
  subf: ofNumbers(2, 2, (a, b) => a - b),
  mulf: ofNumbers(1, 20, (...all) => all.reduce((product, value) => product * value, 1)),
  divf: ofNumbers(2, 2, (a, b) => a / divisor(b)),
  eq: compare((a, b) => a === b),
  ne: compare((a, b) => a !== b),
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  and: { arguments: [1, 20], call: (args) => args.find((value) => !isTrue(value)) ?? args.at(-1) ?? '' },
  or: { arguments: [1, 20], call: (args) => args.find(isTrue) ?? args.at(-1) ?? '' },
  not: { arguments: [1, 1], call: ([value = '']) => !isTrue(value) },
  printf: { arguments: [1, 20], call: ([format, ...args]) => printf(text(format), args) },
};

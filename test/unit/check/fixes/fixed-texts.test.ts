import { expect, test } from 'vitest';
import { fixedTexts } from '../../../../check/fixes/fixed-texts.ts';
import type { FileEdit } from '../../../../lib/yaml/yaml-edit.ts';

const file = 'c.yaml';
const fixed = (text: string, ...edits: FileEdit[]): string | undefined => fixedTexts(edits, () => text)?.get(file);
const wait = (value: unknown): FileEdit => ({ file, op: 'set', path: ['wait'], value });

test('of several values of one setting the largest is written, as a number or a duration', () => {
  expect(fixed('wait: 1s\n', wait('90s'), wait('2m'), wait('10s'))).toBe('wait: 2m\n');
  expect(fixed('wait: 1\n', wait(20), wait(9))).toBe('wait: 20\n');
});

test('the same change is made once, and items are removed from the end, so that their numbers remain right', () => {
  const add: FileEdit = { file, op: 'add', path: ['list'], value: 'd' };
  const remove = (index: number): FileEdit => ({ file, op: 'remove', path: ['list', index] });
  expect(fixed('list: [a, b, c]\n', add, remove(0), add, remove(2), remove(0))).toBe('list: [b, d]\n');
});

test('a component is renamed after its settings changed and were removed', () => {
  const edits: FileEdit[] = [
    { file, op: 'rename', path: ['otlphttp'], to: 'otlp_http' },
    { file, op: 'set', path: ['otlphttp', 'size'], value: 2 },
    { file, op: 'remove', path: ['otlphttp', 'old'] },
  ];
  expect(fixed('otlphttp: # here\n  size: 1\n  old: 3\n', ...edits)).toBe('otlp_http: # here\n  size: 2\n');
});

test('an edit that does not fit its file makes no text', () => {
  expect(fixed('a: 1\n', { file, op: 'remove', path: ['b'] })).toBeUndefined();
});

test('a file of Windows keeps its line ends, a mixed one what it has', () => {
  const add: FileEdit = { file, op: 'set', path: ['b'], value: { c: 1 } };
  expect(fixed('a: 1\r\nwait: 1s\r\n', add, wait('2s'))).toBe('a: 1\r\nwait: 2s\r\nb:\r\n  c: 1\r\n');
  expect(fixed('a: 1\r\nwait: 1s\n', wait('2s'))).toBe('a: 1\r\nwait: 2s\n');
});

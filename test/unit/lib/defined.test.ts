import { expect, it } from 'vitest';
import { defined } from '../../../lib/defined.ts';
import { without } from '../../../lib/without.ts';

it('keeps what is not undefined, false values included', () => {
  expect(Object.keys(defined({ a: undefined, b: 0, c: '', d: null }))).toEqual(['b', 'c', 'd']);
});

it('makes properties optional only if they may be undefined', () => {
  const made: { a: number; b?: string } = { ...defined({ a: 1, b: Date.now() > 0 ? 'x' : undefined }) };
  expect(made).toEqual({ a: 1, b: 'x' });
});

it('copies without some properties', () => {
  const from: { a: number; b?: number } = { a: 1, b: 2 };
  expect(Object.keys(without(from, 'b'))).toEqual(['a']);
});

import { describe, expect, it } from 'vitest';
import { serverMsOf, traceIdOf } from '../../../scenarios/load/response-headers.ts';

describe('traceIdOf', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    [`00-${id}-00f067aa0ba902b7-01`, id],
    [`00-${id}-`, id],
    [`00-${id}`, id],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', undefined],
    [`00-${id.slice(1)}-00f067aa0ba902b7-01`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (header, expected) => {
    expect(traceIdOf(header)).toBe(expected);
  });
});

describe('serverMsOf', () => {
  it.each([
    ['total;dur=12.5', 12.5],
    ['db;dur=3, total;dur=7', 7],
    ['db;dur=3', undefined],
    [undefined, undefined],
  ])('of %s is %s', (header, expected) => {
    expect(serverMsOf(header)).toBe(expected);
  });
});

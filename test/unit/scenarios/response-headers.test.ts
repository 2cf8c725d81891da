import { describe, expect, it } from 'vitest';
import { serverMsOf, traceOf } from '../../../scenarios/load/response-headers.ts';

describe('traceOf', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    [`00-${traceId}-00f067aa0ba902b7-01`, { traceId, sampled: true }],
    [`00-${traceId}-00f067aa0ba902b7-03`, { traceId, sampled: true }],
    [`00-${traceId}-00f067aa0ba902b7-00`, { traceId, sampled: false }],
    [`00-${traceId}-00f067aa0ba902b7-02`, { traceId, sampled: false }],
    [`00-${traceId}--00`, { traceId, sampled: false }],
    [`00-${traceId}-`, { traceId }],
    [`00-${traceId}`, { traceId }],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', undefined],
    [`00-${traceId.slice(1)}-00f067aa0ba902b7-01`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %j', (header, expected) => {
    expect(traceOf(header)).toEqual(expected);
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

import { describe, expect, it } from 'vitest';
import { classOf, mustBeKept, type SentRequest, serverMsOf, traceIdOf } from '../../../scenarios/load/truth.ts';

const sent = (changes: Partial<SentRequest>): SentRequest => ({
  route: 'browse',
  sentAt: 0,
  durationMs: 20,
  status: 200,
  traceId: 'a',
  planted: false,
  warmUp: false,
  ...changes,
});

describe('classOf', () => {
  it.each<[string, Partial<SentRequest>, string]>([
    ['an ordinary request', {}, 'normal'],
    ['a 404', { status: 404 }, 'normal'],
    ['a 500', { status: 500 }, 'error'],
    ['a slow 503 of an order', { status: 503, durationMs: 3000, route: 'order' }, 'error'],
    ['a slow request', { durationMs: 1101 }, 'slow'],
    ['a slow order', { durationMs: 2500, route: 'order' }, 'slow'],
    ['an order', { route: 'order', status: 201 }, 'payment'],
    ['a refused order', { route: 'order', status: 422 }, 'payment'],
    ['a little below the threshold', { durationMs: 949 }, 'normal'],
    ['at the lower end of the borderline', { durationMs: 950 }, 'borderline'],
    ['at the upper end of the borderline', { durationMs: 1100 }, 'borderline'],
    ['an order at the borderline', { durationMs: 1000, route: 'order' }, 'payment'],
    ['a request that waited outside of the gateway', { durationMs: 1500, serverMs: 300 }, 'normal'],
    ['a slow request while services warm up', { durationMs: 3000, warmUp: true }, 'borderline'],
    ['one of which the gateway says that it was slow', { durationMs: 3000, serverMs: 2900, warmUp: true }, 'slow'],
  ])('%s', (_, changes, expected) => {
    expect(classOf(sent(changes))).toBe(expected);
  });

  it('demands every class but normal and borderline to be kept', () => {
    expect(mustBeKept(sent({ status: 500 }))).toBe(true);
    expect(mustBeKept(sent({ durationMs: 2000 }))).toBe(true);
    expect(mustBeKept(sent({ route: 'order' }))).toBe(true);
    expect(mustBeKept(sent({}))).toBe(false);
    expect(mustBeKept(sent({ durationMs: 1000 }))).toBe(false);
  });
});

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

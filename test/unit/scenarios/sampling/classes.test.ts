import { describe, expect, it } from 'vitest';
import { classOfTrace } from '../../../../check/run/traces/class-of-trace.ts';
import type { SentRequest } from '../../../../scenarios/load/sent-request.ts';
import { classOfRequest } from '../../../../scenarios/sampling/class-of-request.ts';
import { classOf, compareClasses, mustBeKept } from '../../../../scenarios/sampling/classes.ts';
import { readThresholds, sandboxThresholds } from '../../../../scenarios/sampling/thresholds.ts';
import { routeClasses } from '../../../../scenarios/load/route-classes.ts';
import { defined } from '../../../../lib/defined.ts';
import { newGroundTruth } from '../../../../simulation/services/ground-truth.ts';

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

describe('the class of a live request', () => {
  it.each<[string, Partial<SentRequest>, string]>([
    ['an ordinary request', {}, 'normal'],
    ['a 404', { status: 404 }, 'client-error'],
    ['a 500', { status: 500 }, 'error'],
    ['a slow 503 of an order', { status: 503, durationMs: 3000, route: 'order', class: 'payment' }, 'error'],
    ['a slow request', { durationMs: 1101 }, 'slow'],
    ['a slow order', { durationMs: 2500, route: 'order', class: 'payment' }, 'slow'],
    ['an order', { route: 'order', class: 'payment', status: 201 }, 'payment'],
    ['a rejected order', { route: 'order', class: 'payment', status: 422 }, 'client-error'],
    ['a slow 404', { status: 404, durationMs: 2500 }, 'slow'],
    ['a little below the threshold', { durationMs: 949 }, 'normal'],
    ['at the lower end of the borderline', { durationMs: 950 }, 'borderline'],
    ['at the upper end of the borderline', { durationMs: 1100 }, 'borderline'],
    ['an order at the borderline', { durationMs: 1000, route: 'order', class: 'payment' }, 'payment'],
    ['a request that waited outside of the gateway', { durationMs: 1500, serverMs: 300 }, 'normal'],
    ['a slow request while services warm up', { durationMs: 3000, warmUp: true }, 'borderline'],
    ['one that the gateway reports as slow', { durationMs: 3000, serverMs: 2900, warmUp: true }, 'slow'],
  ])('%s', (_, changes, expected) => {
    expect(classOfRequest(sent(changes), sandboxThresholds())).toBe(expected);
  });

  it('follows the threshold of the configuration, as does its borderline', () => {
    const thresholds = { slowMs: 200, baselineShare: 0.1 };
    expect(classOfRequest(sent({ durationMs: 189 }), thresholds)).toBe('normal');
    expect(classOfRequest(sent({ durationMs: 190 }), thresholds)).toBe('borderline');
    expect(classOfRequest(sent({ durationMs: 221 }), thresholds)).toBe('slow');
  });
});

it.each([
  { status: 200, ms: 20, route: 'browse' },
  { status: 201, ms: 20, route: 'order' },
  { status: 201, ms: 3500, route: 'order' },
  { status: 422, ms: 20, route: 'order' },
  { status: 404, ms: 20, route: 'product' },
  { status: 404, ms: 1500, route: 'product' },
  { status: 502, ms: 1500, route: 'order' },
] as const)('a request has the same class live and simulated: %o', ({ status, ms, route }) => {
  const trace = { ...newGroundTruth(Buffer.alloc(16), true), status, start: 0, end: ms };
  const kind = { class: route === 'order' ? 'payment' : 'normal' };
  expect(classOfTrace(trace, kind, sandboxThresholds())).toBe(
    classOfRequest(
      sent({ status, durationMs: ms, route, ...defined({ class: routeClasses[route] }) }),
      sandboxThresholds(),
    ),
  );
});

describe('classes', () => {
  it('are in the order of their definition, and in alphabetical order where the traffic names them', () => {
    const names = ['normal', 'payment', 'borderline', 'client-error', 'login', 'slow', 'error'];
    expect(names.sort(compareClasses)).toEqual([
      ...['error', 'slow', 'client-error', 'login', 'payment', 'borderline', 'normal'],
    ]);
  });

  it('must be kept where they are errors, slow, or named by the traffic', () => {
    const names = ['error', 'slow', 'client-error', 'payment', 'borderline', 'normal'];
    expect(names.filter(mustBeKept)).toEqual(['error', 'slow', 'payment']);
  });

  it('take an error inside a trace for an error, whatever its root answered', () => {
    expect(classOf({ hasServerError: true, durationMs: 20, status: 200 }, { slowMs: 1000 })).toBe('error');
  });
});

describe('thresholds', () => {
  it("are read from the sandbox's own configuration; the texts of the scenarios and docs/traffic.md name these values", () => {
    expect(sandboxThresholds()).toEqual({ slowMs: 1000, baselineShare: 0.05 });
  });

  it('are the lowest threshold and the highest percentage, of every tail sampler', () => {
    const text = `
processors:
  tail_sampling:
    policies:
      - {name: a, type: latency, latency: {threshold_ms: 2500}}
      - {name: b, type: latency, latency: {threshold_ms: 800}}
      - {name: c, type: probabilistic, probabilistic: {sampling_percentage: 2}}
  tail_sampling/other:
    policies:
      - {name: d, type: probabilistic, probabilistic: {sampling_percentage: 12.5}}
`;
    expect(readThresholds(text)).toEqual({ slowMs: 800, baselineShare: 0.125 });
  });

  it('make nothing slow and keep no share where there are no such policies', () => {
    expect(readThresholds('processors: {}')).toEqual({ slowMs: Infinity, baselineShare: 0 });
  });
});

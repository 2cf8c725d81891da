import { sandboxThresholds } from '../../../../scenarios/sampling/thresholds.ts';
import { describe, expect, it } from 'vitest';
import type { SentRequest } from '../../../../scenarios/load/sent-request.ts';
import { countRequests, type Found } from '../../../../scenarios/sampling/ledger/count-requests.ts';

describe('countRequests', () => {
  const request = (traceId: string, changes: Partial<SentRequest> = {}): SentRequest => ({
    route: 'browse',
    sentAt: 0,
    durationMs: 20,
    status: 200,
    planted: false,
    warmUp: false,
    traceId,
    ...changes,
  });

  it('sorts requests into classes, in the order of their urgency, with what the store has', () => {
    const found = new Map<string, Found>([
      ['1', { policy: 'errors' }],
      ['3', { policy: 'baseline', missing: 'its root' }],
      ['5', { policy: 'order-placements' }],
    ]);
    const requests = [
      request('1', { status: 500 }),
      request('2', { status: 500 }),
      request('3'),
      request('4'),
      request('5', { route: 'order', class: 'payment' }),
      request('6', { durationMs: 1000 }),
    ];
    expect(countRequests(requests, found, sandboxThresholds())).toEqual([
      {
        class: 'error',
        sent: 2,
        kept: 1,
        dropped: 1,
        expected: { min: 2, max: 2 },
        incomplete: 0,
        policies: { errors: 1 },
      },
      {
        class: 'payment',
        sent: 1,
        kept: 1,
        dropped: 0,
        expected: { min: 1, max: 1 },
        incomplete: 0,
        policies: { 'order-placements': 1 },
      },
      {
        class: 'borderline',
        sent: 1,
        kept: 0,
        dropped: 1,
        expected: { min: 0, max: 1 },
        incomplete: 0,
        policies: {},
      },
      {
        class: 'normal',
        sent: 2,
        kept: 1,
        dropped: 1,
        expected: { min: 0, max: 2 },
        incomplete: 1,
        policies: { baseline: 1 },
      },
    ]);
  });
});

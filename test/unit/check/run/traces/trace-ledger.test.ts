import { describe, expect, test } from 'vitest';
import { TraceLedger } from '../../../../../check/run/traces/trace-ledger.ts';
import { newGroundTruth, type TraceGroundTruth } from '../../../../../simulation/services/ground-truth.ts';

const settleAfterMs = 60_000;

function groundTruth(id: number, more: Partial<TraceGroundTruth> = {}): TraceGroundTruth {
  const traceId = Buffer.alloc(16);
  traceId.writeUInt32BE(id, 12);
  return { ...newGroundTruth(traceId, true), status: 200, spans: 2, start: id * 1000, end: id * 1000 + 100, ...more };
}

function see(
  ledger: TraceLedger,
  { traceId }: TraceGroundTruth,
  spans: number[],
  exporter = 'a',
  policy?: string,
): void {
  for (const spanId of spans) {
    ledger.see(exporter, { traceId: traceId.toString('hex'), spanId, start: 0, end: 0, policy });
  }
}

describe('the account of a class', () => {
  test('has what was sent, kept complete and incomplete, by which policy and exporter', () => {
    const ledger = new TraceLedger(settleAfterMs);
    const [lost, whole, part, twice] = [groundTruth(1), groundTruth(2), groundTruth(3, { end: 8100 }), groundTruth(4)];
    for (const one of [lost, whole, part, twice]) ledger.enter(one, 'normal');
    see(ledger, whole, [1, 2], 'a', 'baseline');
    see(ledger, part, [1]);
    // The same span again, and a second exporter that has all of it.
    see(ledger, twice, [1, 1], 'a', 'errors');
    see(ledger, twice, [1, 2], 'b', 'errors');
    ledger.settle();
    expect(ledger.accounts()).toEqual([
      {
        class: 'normal',
        sent: 4,
        kept: 3,
        incomplete: 1,
        policies: { baseline: 1, errors: 1, 'no policy': 1 },
        exporters: { a: 3, b: 1 },
        longestIncompleteMs: 5100,
        incompleteMs: [5100],
        lostMs: [100],
        examples: { lost: lost.traceId.toString('hex'), incomplete: part.traceId.toString('hex') },
      },
    ]);
  });

  test('has a trace as complete whose parts several exporters sent', () => {
    const ledger = new TraceLedger(settleAfterMs);
    const [parts, part] = [groundTruth(1), groundTruth(2)];
    for (const one of [parts, part]) ledger.enter(one, 'normal');
    see(ledger, parts, [1], 'a');
    see(ledger, parts, [2], 'b');
    see(ledger, part, [1], 'a');
    see(ledger, part, [1], 'b');
    ledger.settle();
    expect(ledger.accounts()).toMatchObject([{ sent: 2, kept: 2, incomplete: 1 }]);
  });

  test('counts what a head sampler dropped as sent, and reports them', () => {
    const ledger = new TraceLedger(settleAfterMs);
    ledger.enter(groundTruth(1, { sampled: false }), 'error');
    ledger.enter(groundTruth(2), 'error');
    ledger.settle();
    expect(ledger.headDropped()).toEqual({ error: 1 });
    expect(ledger.accounts()).toMatchObject([{ class: 'error', sent: 2, kept: 0 }]);
  });

  test('comes errors first, then slow, client errors, those that the traffic names, and the rest', () => {
    const ledger = new TraceLedger(settleAfterMs);
    for (const [id, name] of ['normal', 'payment', 'client-error', 'slow', 'error', 'login'].entries()) {
      ledger.enter(groundTruth(id), name);
    }
    ledger.settle();
    const names = ledger.accounts().map((account) => account.class);
    expect(names).toEqual(['error', 'slow', 'client-error', 'login', 'payment', 'normal']);
  });
});

test('a trace is settled when its time is over and not before, and what comes later does not count', () => {
  const ledger = new TraceLedger(settleAfterMs);
  const [long, short] = [groundTruth(1, { end: 30_000 }), groundTruth(2)];
  ledger.enter(long, 'slow');
  ledger.enter(short, 'normal');
  ledger.settle(short.end + settleAfterMs - 1);
  expect(ledger.open).toBe(2);
  // The long one began before, and is not in the way of the others.
  ledger.settle(short.end + settleAfterMs);
  expect(ledger.open).toBe(1);
  see(ledger, short, [1, 2]);
  see(ledger, long, [1, 2]);
  ledger.settle();
  expect(ledger.accounts()).toMatchObject([
    { class: 'slow', kept: 1 },
    { class: 'normal', kept: 0 },
  ]);
});

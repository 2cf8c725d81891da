import { describe, expect, it } from 'vitest';
import { accountFor, classesOf, type Facts, type Found } from '../../../../scenarios/sampling/ledger/account.ts';
import { readCounters, since, undecided } from '../../../../scenarios/sampling/ledger/pipeline-counters.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';
import type { SentRequest } from '../../../../scenarios/load/truth.ts';

const zero = readCounters(new CollectorMetrics([]));

/** 100 requests of this run: 30 kept, 70 dropped by decision. */
const facts = (
  changes: Partial<Omit<Facts, 'counters'>> & {
    sampler?: Partial<Facts['counters']['sampler']>;
    refusedSpans?: number;
  } = {},
): Facts => {
  const { sampler, refusedSpans = 0, ...rest } = changes;
  const receiver = { ...zero.receiver, refused: refusedSpans };
  const counters = {
    ...zero,
    receiver,
    sampler: { ...zero.sampler, newTraces: 100, sampled: 30, notSampled: 70, ...sampler },
  };
  const none = { untraced: 0, undecided: 0, othersKept: 0, givenUp: undefined };
  return { generated: 100, kept: 30, arrived: 100, ...none, counters, ...rest };
};

describe('accountFor', () => {
  it('finds nothing missing that was dropped by decision', () => {
    expect(accountFor(facts()).unaccounted).toBe(0);
  });

  it('counts what did not arrive', () => {
    const losses = accountFor(facts({ arrived: 90, sampler: { newTraces: 90, notSampled: 60 } }));
    expect(losses).toMatchObject({ beforeSampler: 10, unaccounted: 10 });
  });

  it('knows as refused what the Collector refused and the services gave up, and no more than either', () => {
    const lost = { arrived: 90, sampler: { newTraces: 90, notSampled: 60 } };
    const account = (givenUp: number | undefined, refusedSpans: number) =>
      accountFor(facts({ ...lost, givenUp, refusedSpans }));
    expect(account(40, 5000)).toMatchObject({ beforeSampler: 10, refused: 10, unaccounted: 0 });
    expect(account(6, 5000)).toMatchObject({ refused: 6, unaccounted: 4 });
    expect(account(40, 7)).toMatchObject({ refused: 7, unaccounted: 3 });
    expect(account(40, 0)).toMatchObject({ refused: 0, unaccounted: 10 });
    expect(account(undefined, 5000)).toMatchObject({ refused: 0, unaccounted: 10 });
  });

  it('lets refusals excuse no loss elsewhere', () => {
    const both = { kept: 25, arrived: 90, givenUp: 40, refusedSpans: 5000, sampler: { newTraces: 90, notSampled: 60 } };
    expect(accountFor(facts(both))).toMatchObject({ refused: 10, afterSampler: 5, unaccounted: 5 });
  });

  it('counts what did not arrive although others sent as much', () => {
    // 10 of ours were lost, 10 of others were dropped: the Collector's own counters look as if nothing happened.
    expect(accountFor(facts({ arrived: 90 })).unaccounted).toBe(10);
  });

  it('counts what was evicted, too large or never decided', () => {
    const losses = accountFor(facts({ undecided: 2, sampler: { notSampled: 60, evicted: 5, tooLarge: 3 } }));
    expect(losses).toMatchObject({ inSampler: 10, unaccounted: 10 });
  });

  it('counts what was to be kept and is not in the store', () => {
    expect(accountFor(facts({ kept: 25 }))).toMatchObject({ afterSampler: 5, unaccounted: 5 });
  });

  it('takes what others have in the store for what it is', () => {
    const others = { sampler: { newTraces: 140, sampled: 40, notSampled: 100 } };
    expect(accountFor(facts({ ...others, othersKept: 10 })).unaccounted).toBe(0);
    expect(accountFor(facts({ ...others, othersKept: 10, kept: 26 })).unaccounted).toBe(4);
  });

  it('never finds more missing than is missing, but for requests without a trace id', () => {
    expect(accountFor(facts({ kept: 98, arrived: 0 })).unaccounted).toBe(2);
    expect(accountFor(facts({ kept: 100, arrived: 0, untraced: 4 })).unaccounted).toBe(4);
  });
});

describe('classesOf', () => {
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
      request('5', { route: 'order' }),
      request('6', { durationMs: 1000 }),
    ];
    expect(classesOf(requests, found)).toEqual([
      {
        class: 'error',
        generated: 2,
        kept: 1,
        dropped: 1,
        expected: { min: 2, max: 2 },
        fragments: 0,
        policies: { errors: 1 },
      },
      {
        class: 'payment',
        generated: 1,
        kept: 1,
        dropped: 0,
        expected: { min: 1, max: 1 },
        fragments: 0,
        policies: { 'order-placements': 1 },
      },
      {
        class: 'normal',
        generated: 2,
        kept: 1,
        dropped: 1,
        expected: { min: 0, max: 2 },
        fragments: 1,
        policies: { baseline: 1 },
      },
      {
        class: 'borderline',
        generated: 1,
        kept: 0,
        dropped: 1,
        expected: { min: 0, max: 1 },
        fragments: 0,
        policies: {},
      },
    ]);
  });
});

describe('counters', () => {
  const metrics = (newTraces: number, votes: number) =>
    readCounters(
      new CollectorMetrics([
        { name: 'otelcol_processor_tail_sampling_new_trace_id_received', labels: {}, value: newTraces },
        {
          name: 'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
          labels: { sampled: 'true' },
          value: 3,
        },
        {
          name: 'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
          labels: { sampled: 'false' },
          value: 4,
        },
        {
          name: 'otelcol_processor_tail_sampling_count_traces_sampled',
          labels: { policy: 'errors', sampled: 'true' },
          value: votes,
        },
        { name: 'otelcol_exporter_sent_spans', labels: { exporter: 'a' }, value: 5 },
        { name: 'otelcol_exporter_sent_spans', labels: { exporter: 'b' }, value: 6 },
      ]),
    );

  it('are read with and without _total, and added up', () => {
    const read = metrics(10, 2);
    expect(read.sampler).toMatchObject({ newTraces: 10, sampled: 3, notSampled: 4, votes: { errors: 2 } });
    expect(read.exporter.sent).toBe(11);
    expect(undecided(read)).toBe(3);
  });

  it('are subtracted, from nothing where there was no such counter, and begin anew with the Collector', () => {
    expect(since(metrics(10, 2), metrics(15, 7)).sampler).toMatchObject({
      newTraces: 5,
      sampled: 0,
      votes: { errors: 5 },
    });
    expect(since(zero, metrics(15, 7)).sampler.votes).toEqual({ errors: 7 });
    expect(since(metrics(10, 2), metrics(4, 1)).sampler.newTraces).toBe(4);
  });
});

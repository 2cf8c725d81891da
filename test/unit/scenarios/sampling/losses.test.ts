import { describe, expect, it } from 'vitest';
import { accountFor, type TraceTotals } from '../../../../scenarios/sampling/ledger/losses.ts';
import { readCounters, since, undecided } from '../../../../scenarios/sampling/ledger/pipeline-counters.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';

const zero = readCounters(new CollectorMetrics([]));

/** 100 requests of this run: 30 kept, 70 dropped by decision. */
const totals = (
  changes: Partial<Omit<TraceTotals, 'counters'>> & {
    sampler?: Partial<TraceTotals['counters']['sampler']>;
    refusedSpans?: number;
  } = {},
): TraceTotals => {
  const { sampler, refusedSpans = 0, ...rest } = changes;
  const receiver = { ...zero.receiver, refused: refusedSpans };
  const counters = {
    ...zero,
    receiver,
    sampler: { ...zero.sampler, newTraces: 100, sampled: 30, notSampled: 70, ...sampler },
  };
  const none = { untraced: 0, undecided: 0, othersKept: 0, droppedBySdks: undefined };
  return { sent: 100, kept: 30, arrived: 100, ...none, counters, ...rest };
};

describe('accountFor', () => {
  it('finds nothing missing that was dropped by decision', () => {
    expect(accountFor(totals()).unaccounted).toBe(0);
  });

  it('counts what did not arrive', () => {
    const losses = accountFor(totals({ arrived: 90, sampler: { newTraces: 90, notSampled: 60 } }));
    expect(losses).toMatchObject({ beforeSampler: 10, unaccounted: 10 });
  });

  it('counts as refused what the Collector refused and the services dropped, and no more than either', () => {
    const lost = { arrived: 90, sampler: { newTraces: 90, notSampled: 60 } };
    const account = (droppedBySdks: number | undefined, refusedSpans: number) =>
      accountFor(totals({ ...lost, droppedBySdks, refusedSpans }));
    expect(account(40, 5000)).toMatchObject({ beforeSampler: 10, refused: 10, unaccounted: 0 });
    expect(account(6, 5000)).toMatchObject({ refused: 6, unaccounted: 4 });
    expect(account(40, 7)).toMatchObject({ refused: 7, unaccounted: 3 });
    expect(account(40, 0)).toMatchObject({ refused: 0, unaccounted: 10 });
    expect(account(undefined, 5000)).toMatchObject({ refused: 0, unaccounted: 10 });
  });

  it('lets refusals excuse no loss elsewhere', () => {
    const both = {
      kept: 25,
      arrived: 90,
      droppedBySdks: 40,
      refusedSpans: 5000,
      sampler: { newTraces: 90, notSampled: 60 },
    };
    expect(accountFor(totals(both))).toMatchObject({ refused: 10, afterSampler: 5, unaccounted: 5 });
  });

  it('counts what did not arrive although others sent as much', () => {
    // 10 of ours were lost, 10 of others were dropped: the Collector's own counters look as if nothing happened.
    expect(accountFor(totals({ arrived: 90 })).unaccounted).toBe(10);
  });

  it('counts what was evicted, too large or never decided', () => {
    const losses = accountFor(totals({ undecided: 2, sampler: { notSampled: 60, evicted: 5, tooLarge: 3 } }));
    expect(losses).toMatchObject({ inSampler: 10, unaccounted: 10 });
  });

  it('counts what was to be kept and is not in the store', () => {
    expect(accountFor(totals({ kept: 25 }))).toMatchObject({ afterSampler: 5, unaccounted: 5 });
  });

  it('takes what others have in the store for what it is', () => {
    const others = { sampler: { newTraces: 140, sampled: 40, notSampled: 100 } };
    expect(accountFor(totals({ ...others, othersKept: 10 })).unaccounted).toBe(0);
    expect(accountFor(totals({ ...others, othersKept: 10, kept: 26 })).unaccounted).toBe(4);
  });

  it('never finds more missing than is missing, but for requests without a trace id', () => {
    expect(accountFor(totals({ kept: 98, arrived: 0 })).unaccounted).toBe(2);
    expect(accountFor(totals({ kept: 100, arrived: 0, untraced: 4 })).unaccounted).toBe(4);
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

import { expect, test } from 'vitest';
import { ledgerEvent } from '../../../../check/report/ledger-event.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';
import { expectations, kept, sampler } from '../expectations/outcome.ts';
import { account, noon, resultsWith } from '../expectations/results.ts';

test("the ledger has the user's bounds, and counts traces that are neither kept nor dropped as unaccounted", () => {
  const reading = (dropped: number): { time: number; metrics: CollectorMetrics } => ({
    time: noon,
    metrics: new CollectorMetrics([
      {
        name: 'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
        labels: { sampled: 'false' },
        value: dropped,
      },
    ]),
  });
  const classes = [account('error', 10, 9), account('normal', 1000, 50, { policies: { some: 50 } })];
  const results = resultsWith({ classes, collector: { start: reading(5), end: reading(953) } }, sampler);
  const event = ledgerEvent(results, expectations(kept('normal', 0.05, 0.05)));
  expect(event.classes.map((one) => [one.class, one.dropped, one.expected])).toEqual([
    ['error', 1, { min: 0, max: 10 }],
    ['normal', 950, { min: 29, max: 74 }],
  ]);
  expect(event.unaccounted).toBe(3);
});

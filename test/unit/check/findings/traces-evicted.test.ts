import { expect, test } from 'vitest';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { traceIncomplete } from '../../../../check/findings/trace-incomplete.ts';
import { tracesEvicted } from '../../../../check/findings/traces-evicted.ts';
import { tracesLost } from '../../../../check/findings/traces-lost.ts';
import { account, collectorOf, observed, sampler } from './example-inputs.ts';

const collector = collectorOf({
  sampler: 'num_traces: 100\ndecision_wait: 10s',
  policies: '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}',
});
const classes = [account('error', 100, 2, { incomplete: 2, longestIncompleteMs: 50 }), account('normal', 900, 8)];
const timeline = { start: 0, end: 100_000, baseline: { start: 0, end: 0 }, faults: [] };
const seen = (evicted: number): ReturnType<typeof observed> =>
  observed(classes, sampler('new_trace_id_received', 1100) + sampler('sampling_trace_dropped_too_early', evicted), {
    timeline,
  });

test('most traces evicted is the one finding, with the size that the traffic needs', async () => {
  const [found, ...others] = await findingsOf(tracesEvicted, { collector, observations: seen(1000) });
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    message: 'tail_sampling evicted 990 of 1,000 traces (99%) before it decided on them',
    source: { line: 5 },
  });
  expect(found?.why).toContain('11 arrive per second, 110 within decision_wait (10s)');
  expect(found?.hint).toContain('at least 300');
  expect(await findingsOf(tracesLost, { collector, observations: seen(1000) })).toEqual([]);
  expect(await findingsOf(traceIncomplete, { collector, observations: seen(1000) })).toEqual([]);
});

test('the size is that of a load spike, where the traffic has one', async () => {
  const spike = { label: 'spike', fault: 'load-spike', target: 'load', parameters: { factor: 5 } };
  const spiked = { ...seen(1000), timeline: { ...timeline, faults: [{ ...spike, start: 50_000, end: 75_000 }] } };
  const [found] = await findingsOf(tracesEvicted, { collector, observations: spiked });
  // 1,100 traces in 75s at the usual rate and 25s at five times of it.
  expect(found?.why).toContain('27.5 arrive per second during the load spike, 275 within decision_wait (10s)');
  expect(found?.hint).toContain('at least 600');
});

test('some traces evicted is a cause of lost and incomplete traces', async () => {
  expect(await findingsOf(tracesEvicted, { collector, observations: seen(300) })).toEqual([]);
  const [lost] = await findingsOf(tracesLost, { collector, observations: seen(300) });
  expect(lost?.why).toContain('evicted 300 traces');
});

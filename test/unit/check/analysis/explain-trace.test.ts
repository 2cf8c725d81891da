import { describe, expect, test } from 'vitest';
import { explainTrace } from '../../../../check/analysis/sampling/explain-trace.ts';
import { decidersOf, traceVotes } from '../../../../check/analysis/sampling/trace-votes.ts';
import type { CheckResults } from '../../../../check/results.ts';
import type { ExampleTrace } from '../../../../check/run/traces/example-traces.ts';
import { collectorOf, observed, sampler } from '../findings/example-inputs.ts';
import { type ExampleSpan, sentSpans } from '../run/traces/example-spans.ts';

const errors = '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}';
const slow = '{name: slow, type: latency, latency: {threshold_ms: 1000}}';
const some = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 10}}';
const health =
  '{name: health, type: drop, drop: {drop_sub_policy: [{name: r, type: string_attribute, string_attribute: {key: http.route, values: [/healthz]}}]}}';

/** The reason of a trace of these spans, through a Collector with these policies. */
function reason(
  collector: Parameters<typeof collectorOf>[0],
  spans: readonly ExampleSpan[],
  trace: Partial<ExampleTrace> = {},
  metrics = '',
): string {
  const sent = sentSpans(Buffer.alloc(16, 1), spans);
  const adapted = collectorOf(collector);
  const example: ExampleTrace = {
    ...{ id: '01', class: 'normal', outcome: 'dropped', spans: sent, exported: sent.map(() => false) },
    ...{ votes: traceVotes(decidersOf(adapted), sent), ...trace },
  };
  return explainTrace(example, { collector: adapted, observations: observed([], metrics) } as unknown as CheckResults);
}

describe('a dropped trace', () => {
  test('has no policy that matches, or one that keeps traces at random', () => {
    expect(reason({ policies: [errors, slow].join('\n') }, [{}])).toBe('No policy matches it.');
    expect(reason({ policies: [errors, some].join('\n') }, [{}])).toBe(
      'Policy some (10% at random) did not sample it. No other policy matches it.',
    );
    expect(reason({ policies: some }, [{}])).toBe('Policy some (10% at random) did not sample it.');
  });

  test('is dropped by a policy, certainly or perhaps', () => {
    const policies = [errors, health].join('\n');
    expect(reason({ policies }, [{ attributes: { 'http.route': '/healthz' } }])).toBe(
      'Policy health drops it, whatever the other policies say.',
    );
    const night =
      "{name: night, type: drop, drop: {drop_sub_policy: [{name: o, type: ottl_condition, ottl_condition: {span: ['Hour(Now()) > 3']}}]}}";
    expect(reason({ policies: night }, [{}])).toBe('No policy matches it. It may have been dropped by policy night.');
  });

  test('is dropped by a filter, all of its spans or some', () => {
    const filter = {
      ...{ policies: errors, before: 'filter/noise,' },
      processors: `filter/noise: {traces: {span: ['attributes["http.route"] == "/healthz"']}}`,
    };
    const noise = { attributes: { 'http.route': '/healthz' } };
    expect(reason(filter, [noise, noise])).toBe('Processor filter/noise drops all of its spans.');
    expect(reason(filter, [noise, {}])).toBe('No policy matches it. Processor filter/noise drops 1 of its spans.');
  });

  test('has a policy that matches, and was evicted or lost', () => {
    const lost = 'Policy errors matches the trace as its services sent it, but no exporter sent any span of it.';
    const spans = [{ error: true }];
    expect(reason({ policies: errors }, spans)).toBe(
      `${lost} Either the sampler did not see what the policy asks for, or the trace was lost elsewhere.`,
    );
    const filter = { before: 'filter,', processors: "filter: {traces: {span: ['status.code == STATUS_CODE_ERROR']}}" };
    expect(reason({ policies: errors, ...filter }, [{ error: true }, {}])).toMatch(
      /^Policy errors matches .* lost elsewhere\. Processor filter drops 1 of its spans\.$/,
    );
    const evicted = sampler('sampling_trace_dropped_too_early', 1200) + sampler('new_trace_id_received', 5000);
    expect(reason({ policies: errors }, spans, {}, evicted)).toBe(
      `${lost} The tail sampler evicted 1,200 of 5,000 traces before it decided.`,
    );
  });
});

test('a kept trace has the policy that the sampler recorded, with its probability', () => {
  const policies = [errors, some].join('\n');
  const kept = (policy?: string, id?: string): string =>
    reason({ policies, ...(id === undefined ? {} : { id }) }, [{}], {
      outcome: 'kept',
      ...(policy === undefined ? {} : { policy }),
    });
  expect(kept('errors')).toBe('Policy errors sampled it.');
  expect(kept('some')).toBe('Policy some sampled it (10% at random).');
  // It records the name without its own, which its counters put in front.
  expect(kept('some', 'tail_sampling/gold')).toBe('Policy some sampled it (10% at random).');
  expect(kept()).toBe('No tail sampler decided on it: the Collector exported it.');
});

test('an incomplete trace has the number of missing spans, and what takes longer than the sampler waits', () => {
  const part = { outcome: 'incomplete', policy: 'errors', exported: [true, false] } as const;
  const policies = errors;
  expect(reason({ policies, sampler: 'decision_wait: 10s' }, [{ error: true }, {}], part)).toBe(
    '1 of 2 spans did not leave the Collector. Policy errors sampled the others.',
  );
  expect(reason({ policies, sampler: 'decision_wait: 10s' }, [{ error: true, ms: 30_000 }, {}], part)).toBe(
    '1 of 2 spans did not leave the Collector. Policy errors sampled the others. ' +
      'The trace lasts 30s, and the sampler decides after 10s.',
  );
});

import { describe, expect, test } from 'vitest';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { tracesLost } from '../../../../check/findings/traces-lost.ts';
import type { AdaptedCollector } from '../../../../check/inputs/collector/adapted-collector.ts';
import type { Observations } from '../../../../check/run/observations.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { account, collectorOf, observed, sampler, votes } from './example-inputs.ts';

const lost = (collector: AdaptedCollector, observations: Observations): Promise<Finding[]> =>
  findingsOf(tracesLost, { collector, observations });

const errors = '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}';
const chance = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}';
const classes = [account('error', 612, 311, { examples: { lost: 'abc' } })];

describe('errors for which there is a policy', () => {
  test('are not reported where all are kept', async () => {
    expect(await lost(collectorOf({ policies: errors }), observed([account('error', 612, 612)]))).toEqual([]);
  });

  test('are lost to a drop policy, which is reported with its line and numbers', async () => {
    const drop =
      '{name: drop-checkout, type: drop, drop: {drop_sub_policy: [{name: a, type: string_attribute, string_attribute: {key: http.route, values: [/checkout]}}]}}';
    const collector = collectorOf({ policies: `${errors}\n${drop}` });
    const [finding, ...others] = await lost(collector, observed(classes, votes('drop-checkout', 'dropped', 301)));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      kind: 'traces-lost',
      severity: 'error',
      subject: 'error',
      message: '301 of 612 traces of class error were lost, although policy errors keeps them',
      source: { file: 'collector.yaml', line: 7 },
    });
    expect(finding?.why).toBe(
      'Policy drop-checkout (collector.yaml:7) dropped 301 traces; a drop policy overrides all others, including errors.',
    );
    expect(finding?.evidence).toContainEqual({ label: 'a lost trace', text: 'abc' });
  });

  test('are lost to a sampler in front of the tail sampler', async () => {
    const collector = collectorOf({
      policies: errors,
      processors: 'probabilistic_sampler: {sampling_percentage: 50}',
      before: 'probabilistic_sampler,',
    });
    const items = (way: string, count: number): string =>
      `processor_${way}_items{processor="probabilistic_sampler",otel_signal="traces"} ${count}\n`;
    const [finding] = await lost(collector, observed(classes, items('incoming', 800) + items('outgoing', 390)));
    expect(finding?.why).toBe(
      'probabilistic_sampler (collector.yaml:4) dropped 410 of 800 spans before the tail sampler.',
    );
    expect(finding?.source).toEqual({ file: 'collector.yaml', line: 4 });
  });

  test('are lost to a head sampler, and to nothing else where that explains all of it', async () => {
    const evicted = sampler('sampling_trace_dropped_too_early', 7);
    const head = observed(classes, evicted, { headDropped: { error: 301 } });
    const [finding] = await lost(collectorOf({ policies: errors }), head);
    expect(finding?.why).toMatch(
      /^Head sampling dropped 301 of them \(49.2%\).*of the 311 that reached it 311 were kept/,
    );
    expect(finding?.why).not.toContain('evicted');
    const more = observed(classes, evicted, { headDropped: { error: 300 } });
    expect((await lost(collectorOf({ policies: errors }), more))[0]?.why).toContain('evicted 7 traces');
  });

  test('are lost to a sampler without room, a full queue, and a receiver that refuses', async () => {
    const metrics =
      sampler('sampling_trace_dropped_too_early', 120) +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\nreceiver_refused_spans{receiver="otlp"} 9\n';
    const [finding] = await lost(collectorOf({ policies: errors }), observed(classes, metrics));
    expect(finding?.why?.split(/(?<=\.) (?=[A-Z])/)).toEqual([
      expect.stringContaining('refused 9 spans') as string,
      expect.stringContaining('evicted 120 traces') as string,
      'Sending queues were full and dropped spans: otlp_http (40).',
    ]);
  });

  test('are lost where the policy sits in one that bounds it', async () => {
    const composite =
      '{name: budget, type: composite, composite: {max_total_spans_per_second: 10, policy_order: [e], composite_sub_policy: [{name: e, type: status_code, status_code: {status_codes: [ERROR]}}]}}';
    const [finding] = await lost(
      collectorOf({ policies: composite }),
      observed(classes, votes('budget', 'sampled', 311)),
    );
    expect(finding?.why).toContain('Policy budget (collector.yaml:6) of type composite keeps at most 10 spans/s');
  });

  test('are lost to the condition itself where nothing else took them', async () => {
    const on = (key: string): string =>
      `{name: server-errors, type: numeric_attribute, numeric_attribute: {key: ${key}, min_value: 600, max_value: 699}}`;
    const never = collectorOf({ policies: on('http.response.status_code') });
    const [finding] = await lost(never, observed(classes));
    expect(finding?.why).toBe(
      'Policy server-errors (collector.yaml:6) sampled 0 traces. The lost traces do not meet its condition.',
    );
    const [old] = await lost(collectorOf({ policies: on('http.status_code') }), observed(classes));
    expect(old).toMatchObject({
      why: 'Policy server-errors (collector.yaml:6) sampled 0 traces. No span or resource of this traffic has http.status_code.',
      hint: 'http.status_code is now http.response.status_code.',
    });
  });

  test('are lost to a memory limit and a full queue, each at its line', async () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 9\nprocessor_memory_limiter_refused_spans{processor="memory_limiter"} 9\n' +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\n';
    const processors = 'memory_limiter:\n  check_interval: 1s\n  limit_mib: 20';
    const collector = collectorOf({ policies: errors, processors, before: 'memory_limiter,' });
    const [finding] = await lost(collector, observed(classes, metrics));
    expect(finding).toMatchObject({
      source: { line: 6 },
      hint: expect.stringContaining('Set limit_mib of memory_limiter to 512.') as string,
    });
    expect(finding?.why).toContain('memory_limiter (collector.yaml:6) refused 9 spans');
    const full = 'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\n';
    expect((await lost(collector, observed(classes, full)))[0]).toMatchObject({ source: { line: 2 } });
  });
});

test('errors without a policy are kept at random, which is a warning', async () => {
  const [finding] = await lost(collectorOf({ policies: chance }), observed([account('error', 400, 19)]));
  expect(finding).toMatchObject({
    severity: 'warning',
    message: '4.75% of the errors were kept, at random: 19 of 400 traces',
  });
  const [none] = await lost(collectorOf({ policies: chance }), observed([account('error', 400, 0)]));
  expect(none?.message).toBe('0% of the errors were kept: 0 of 400 traces');
});

test('errors that a probabilistic sampler keeps at random are reported at its line', async () => {
  const text = `receivers: {otlp: {protocols: {http: {}}}}
exporters: {otlp_http: {endpoint: a}}
processors:
  probabilistic_sampler: {sampling_percentage: 15}
service: {pipelines: {traces: {receivers: [otlp], processors: [probabilistic_sampler], exporters: [otlp_http]}}}
`;
  const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });
  expect(await lost(collector, observed([account('error', 400, 60)]))).toMatchObject([
    {
      severity: 'warning',
      why: 'probabilistic_sampler samples at random, whether a trace has errors or not.',
      source: { file: 'c.yaml', line: 4 },
    },
  ]);
});

test('slow traces are reported only where a latency policy exists, whose threshold is compared', async () => {
  const slow = observed([account('slow', 100, 40)]);
  expect(await lost(collectorOf({ policies: chance }), slow)).toEqual([]);
  const latency = '{name: slow, type: latency, latency: {threshold_ms: 5000}}';
  const [finding] = await lost(collectorOf({ policies: latency }), slow);
  expect(finding?.why).toBe(
    'Policy slow (collector.yaml:6) samples from 5s on, but this traffic counts a trace as slow from 1s on.',
  );
});

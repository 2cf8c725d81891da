import { describe, expect, test } from 'vitest';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import { findLostClasses } from '../../../../check/findings/traces-lost.ts';
import { account, collectorOf, observed, sampler, votes } from './example-inputs.ts';

const errors = '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}';
const chance = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}';
const classes = [account('error', 612, 311, { examples: { lost: 'abc' } })];

describe('errors that a policy is to keep', () => {
  test('are nothing to tell of where all are kept', () => {
    expect(findLostClasses(collectorOf({ policies: errors }), observed([account('error', 612, 612)]))).toEqual([]);
  });

  test('are lost to a drop policy, which is named with its line and numbers', () => {
    const drop =
      '{name: drop-checkout, type: drop, drop: {drop_sub_policy: [{name: a, type: string_attribute, string_attribute: {key: http.route, values: [/checkout]}}]}}';
    const collector = collectorOf({ policies: `${errors}\n${drop}` });
    const [finding, ...others] = findLostClasses(collector, observed(classes, votes('drop-checkout', 'dropped', 301)));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      kind: 'class-lost',
      severity: 'error',
      subject: 'error',
      message: '301 of 612 traces of class error were lost, though policy errors is there to keep them',
      source: { file: 'collector.yaml', line: 7 },
    });
    expect(finding?.why).toBe(
      '301 traces were dropped by policy drop-checkout (collector.yaml:7), which wins over every other, errors too',
    );
    expect(finding?.evidence).toContainEqual({ label: 'a lost trace', text: 'abc' });
  });

  test('are lost to a sampler in front of the tail sampler', () => {
    const collector = collectorOf({
      policies: errors,
      processors: 'probabilistic_sampler: {sampling_percentage: 50}',
      before: 'probabilistic_sampler,',
    });
    const items = (way: string, count: number): string =>
      `processor_${way}_items{processor="probabilistic_sampler",otel_signal="traces"} ${count}\n`;
    const [finding] = findLostClasses(collector, observed(classes, items('incoming', 800) + items('outgoing', 390)));
    expect(finding?.why).toBe(
      'probabilistic_sampler (collector.yaml:4) in front of the tail sampler dropped 410 of 800 spans',
    );
    expect(finding?.source).toEqual({ file: 'collector.yaml', line: 4 });
  });

  test('are lost to a head sampler, and to nothing else where that explains all of it', () => {
    const lost = sampler('sampling_trace_dropped_too_early', 7);
    const head = observed(classes, lost, { headDropped: { error: 301 } });
    const [finding] = findLostClasses(collectorOf({ policies: errors }), head);
    expect(finding?.why).toMatch(
      /^the head sampler dropped 301 of them \(49 %\).*of the 311 that reached it 311 were kept/,
    );
    expect(finding?.why).not.toContain('evicted');
    const more = observed(classes, lost, { headDropped: { error: 300 } });
    expect(findLostClasses(collectorOf({ policies: errors }), more)[0]?.why).toContain('evicted 7 traces');
  });

  test('are lost to a sampler without room, a full queue, and a receiver that refuses', () => {
    const metrics =
      sampler('sampling_trace_dropped_too_early', 120) +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\nreceiver_refused_spans{receiver="otlp"} 9\n';
    const [finding] = findLostClasses(collectorOf({ policies: errors }), observed(classes, metrics));
    expect(finding?.why?.split('; ')).toEqual([
      expect.stringContaining('refused 9 spans') as string,
      expect.stringContaining('evicted 120 traces') as string,
      'sending queues were full, and spans lost, of exporters otlp_http (40)',
    ]);
  });

  test('are lost where the policy sits in one that bounds it', () => {
    const composite =
      '{name: budget, type: composite, composite: {max_total_spans_per_second: 10, policy_order: [e], composite_sub_policy: [{name: e, type: status_code, status_code: {status_codes: [ERROR]}}]}}';
    const [finding] = findLostClasses(
      collectorOf({ policies: composite }),
      observed(classes, votes('budget', 'sampled', 311)),
    );
    expect(finding?.why).toContain(
      'policy budget (collector.yaml:6) of type composite keeps at most 10 spans a second',
    );
  });

  test('are lost to the condition itself where nothing else took them', () => {
    const on = (key: string): string =>
      `{name: server-errors, type: numeric_attribute, numeric_attribute: {key: ${key}, min_value: 600, max_value: 699}}`;
    const never = collectorOf({ policies: on('http.response.status_code') });
    const [finding] = findLostClasses(never, observed(classes));
    expect(finding?.why).toBe(
      'policy server-errors (collector.yaml:6) claimed 0 traces: its condition does not hold for the lost ones',
    );
    const [old] = findLostClasses(collectorOf({ policies: on('http.status_code') }), observed(classes));
    expect(old).toMatchObject({
      why: 'policy server-errors (collector.yaml:6) claimed 0 traces: no span or resource of this traffic has http.status_code',
      hint: 'http.status_code is called http.response.status_code today.',
    });
  });

  test('are lost to a memory limit and a full queue, each at its line', () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 9\nprocessor_memory_limiter_refused_spans{processor="memory_limiter"} 9\n' +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\n';
    const processors = 'memory_limiter:\n  check_interval: 1s\n  limit_mib: 20';
    const collector = collectorOf({ policies: errors, processors, before: 'memory_limiter,' });
    const [finding] = findLostClasses(collector, observed(classes, metrics));
    expect(finding).toMatchObject({ source: { line: 6 }, hint: expect.stringContaining('Raise the limit') as string });
    expect(finding?.why).toContain('memory_limiter (collector.yaml:6) refused 9 spans');
    const full = 'exporter_enqueue_failed_spans{exporter="otlp_http"} 40\n';
    expect(findLostClasses(collector, observed(classes, full))[0]).toMatchObject({ source: { line: 2 } });
  });
});

test('errors that no policy is about are kept by chance, which is a warning', () => {
  const [finding] = findLostClasses(collectorOf({ policies: chance }), observed([account('error', 400, 19)]));
  expect(finding).toMatchObject({
    severity: 'warning',
    message: '4.8 % of the errors are kept, by chance: 19 of 400 traces',
  });
});

test('errors that a sampler without policies keeps by chance are led back to it', () => {
  const text = `receivers: {otlp: {protocols: {http: {}}}}
exporters: {otlp_http: {endpoint: a}}
processors:
  probabilistic_sampler: {sampling_percentage: 15}
service: {pipelines: {traces: {receivers: [otlp], processors: [probabilistic_sampler], exporters: [otlp_http]}}}
`;
  const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });
  expect(findLostClasses(collector, observed([account('error', 400, 60)]))).toMatchObject([
    {
      severity: 'warning',
      why: 'probabilistic_sampler asks for no error: it draws lots',
      hint: expect.stringContaining('Sample at the tail') as string,
      source: { file: 'c.yaml', line: 4 },
    },
  ]);
});

test('slow traces are asked for only where a latency policy is there, and its threshold is compared', () => {
  const slow = observed([account('slow', 100, 40)]);
  expect(findLostClasses(collectorOf({ policies: chance }), slow)).toEqual([]);
  const latency = '{name: slow, type: latency, latency: {threshold_ms: 5000}}';
  const [finding] = findLostClasses(collectorOf({ policies: latency }), slow);
  expect(finding?.why).toBe(
    'policy slow (collector.yaml:6) begins at 5 s, and this traffic calls slow what lasts longer than 1 s',
  );
});

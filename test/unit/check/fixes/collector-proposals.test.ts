import { describe, expect, test } from 'vitest';
import { fixedTexts } from '../../../../check/fixes/fixed-texts.ts';
import { changeLocator } from '../../../../check/fixes/locate-change.ts';
import { attributeUnknown } from '../../../../check/findings/attribute-unknown.ts';
import { clientErrorsAsErrors } from '../../../../check/findings/client-errors-as-errors.ts';
import { componentDeprecated } from '../../../../check/findings/component-deprecated.ts';
import { findAll, type FindingDefinition } from '../../../../check/findings/definition.ts';
import { deltaTemporality } from '../../../../check/findings/delta-temporality.ts';
import { policySamplesEverything } from '../../../../check/findings/policy-samples-everything.ts';
import { secretLeaked } from '../../../../check/findings/secret-leaked.ts';
import { settingIgnored } from '../../../../check/findings/setting-ignored.ts';
import { spanMetricsSampled } from '../../../../check/findings/span-metrics-sampled.ts';
import { traceIncomplete } from '../../../../check/findings/trace-incomplete.ts';
import { tracesLost } from '../../../../check/findings/traces-lost.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import { account, observed, sampler, votes } from '../findings/example-inputs.ts';

// What each finding would change, as lines of the configuration that are gone and new.

const text = `receivers: {otlp: {protocols: {http: {}}}}
processors:
  memory_limiter: {check_interval: 1s, limit_mib: 50}
  filter/noise: {error_mode: ignore, traces: {span: ['span.name == "x"']}}
  attributes/redact:
    actions:
      - {key: http.url, action: delete}
      - {key: token, action: delete}
  tail_sampling:
    decision_wait: 10s
    policies:
      - name: errors
        type: status_code
        status_code: {status_codes: [ERROR]}
      - name: all
        type: always_sample
      - name: some
        type: probabilistic
        probabilistic: {sampling_percentage: 5}
connectors:
  span_metrics:
    aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA
exporters:
  otlphttp/a: {endpoint: http://a, compresion: none}
  prometheus_remote_write: {endpoint: http://b}
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, filter/noise, attributes/redact, tail_sampling]
      exporters: [otlphttp/a, span_metrics]
    metrics:
      receivers: [span_metrics]
      exporters: [prometheus_remote_write]
`;
const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });
const classes = [
  account('error', 100, 40, { serverErrors: 40 }),
  account('normal', 900, 100),
  account('client-error', 9, 9, { policies: { errors: 9 }, serverErrors: 0 }),
];

/** The lines that a finding removes and adds. */
async function changed(
  definition: Pick<FindingDefinition, 'kind' | 'severity'>,
  more: { metrics?: string; seen?: Parameters<typeof observed>[2] } = {},
): Promise<[gone: string[], fresh: string[]]> {
  const observations = observed(classes, more.metrics, { prometheus: noPrometheus, ...more.seen });
  const features = { enabled: [], gates: [], notices: [] };
  const dashboards = { queries: [], context: {} };
  const inputs = { collector, observations, rules: [], dashboards, features, tiers: undefined };
  const findings = await findAll([definition as FindingDefinition<object>], inputs);
  const edits = findings.flatMap(({ proposal }) => proposal?.changes ?? []).map(changeLocator(() => text));
  const after =
    fixedTexts(
      edits.flatMap((edit) => edit ?? []),
      () => text,
    )?.get('c.yaml') ?? 'unchanged';
  expect(edits).not.toContain(undefined);
  // The Collector's own rules of a configuration are those of the check, too.
  adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => after });
  const [old, fresh] = [text.split('\n'), after.split('\n')];
  const trimmed = (lines: string[], others: string[]): string[] =>
    lines.filter((line) => !others.includes(line)).map((line) => line.trim());
  return [trimmed(old, fresh), trimmed(fresh, old)];
}
const noPrometheus = { query: () => Promise.resolve([]) } as unknown as ReturnType<typeof observed>['prometheus'];

describe('a finding suggests', () => {
  test('the current names of a removed attribute, all of them', async () => {
    expect(
      await changed(attributeUnknown, { seen: { attributes: namesWith('url.full', 'url.path', 'token') } }),
    ).toEqual([
      ['- {key: http.url, action: delete}'],
      ['- {key: url.full, action: delete}', '- key: url.path', 'action: delete'],
    ]);
  });
  test('a condition in place of the status of any span', async () => {
    const [gone, fresh] = await changed(clientErrorsAsErrors);
    expect(gone).toEqual(['type: status_code', 'status_code: {status_codes: [ERROR]}']);
    expect(fresh).toEqual([
      'type: ottl_condition',
      'ottl_condition:',
      'error_mode: ignore',
      'span:',
      expect.stringContaining('>= 500'),
    ]);
  });
  test('no policy that samples everything', async () => {
    const all = votes('all', 'sampled', 1000) + 'processor_tail_sampling_sampling_decision_latency_count 1\n';
    expect(await changed(policySamplesEverything, { metrics: all })).toEqual([
      ['- name: all', 'type: always_sample'],
      [],
    ]);
  });
  test('the new name of a type, where it is configured and used', async () => {
    const [gone, fresh] = await changed(componentDeprecated);
    expect(gone).toEqual([
      'otlphttp/a: {endpoint: http://a, compresion: none}',
      'exporters: [otlphttp/a, span_metrics]',
    ]);
    expect(fresh).toEqual([
      'otlp_http/a: {endpoint: http://a, compresion: none}',
      'exporters: [otlp_http/a, span_metrics]',
    ]);
  });
  test('the setting that a misspelled one is near', async () => {
    expect((await changed(settingIgnored))[1]).toEqual(['otlphttp/a: {endpoint: http://a, compression: none}']);
  });
  test('metrics as Prometheus stores them', async () => {
    expect(await changed(deltaTemporality)).toEqual([
      ['span_metrics:', 'aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA'],
      ['span_metrics: {}'],
    ]);
  });
  test('a pipeline of its own for span metrics, without the sampler', async () => {
    const [gone, fresh] = await changed(spanMetricsSampled);
    expect(gone).toEqual(['exporters: [otlphttp/a, span_metrics]']);
    expect(fresh).toEqual([
      'exporters: [otlphttp/a]',
      'traces/span_metrics:',
      'receivers:',
      '- otlp',
      'processors:',
      '- memory_limiter',
      '- filter/noise',
      '- attributes/redact',
      'exporters:',
      '- span_metrics',
    ]);
  });
  test('a redaction of the secret at the end of the pipeline', async () => {
    const leak = {
      pattern: 'sk_live_\\w+',
      exporter: 'otlphttp/a',
      signal: 'traces',
      place: 'span attribute x',
      count: 2,
      example: '',
    } as const;
    expect((await changed(secretLeaked, { seen: { leaks: [leak] } }))[1]).toEqual([
      'redaction/sk_live:',
      'allow_all_keys: true',
      'blocked_values:',
      String.raw`- sk_live_\w+`,
      'summary: silent',
      'processors: [memory_limiter, filter/noise, attributes/redact, tail_sampling, redaction/sk_live]',
    ]);
  });
  test('a memory limit that suffices, and no filter in front of the sampler', async () => {
    const metrics =
      'processor_memory_limiter_refused_spans{processor="memory_limiter"} 9\n' +
      'processor_incoming_items{processor="filter/noise",otel_signal="traces"} 90\n' +
      'processor_outgoing_items{processor="filter/noise",otel_signal="traces"} 50\n';
    expect((await changed(tracesLost, { metrics }))[1]).toEqual([
      'memory_limiter: {check_interval: 1s, limit_mib: 512}',
      'processors: [memory_limiter, attributes/redact, tail_sampling]',
    ]);
  });
  test('a longer wait, more traces and a cache of decisions for incomplete traces', async () => {
    const metrics = sampler('sampling_late_span_age_count', 7) + sampler('sampling_trace_dropped_too_early', 1);
    const late = [account('slow', 50, 50, { incomplete: 9, longestIncompleteMs: 14_000, incompleteMs: [14_000] })];
    const [gone, fresh] = await changed(traceIncomplete, { metrics, seen: { classes: late } });
    expect(gone).toEqual(['decision_wait: 10s']);
    expect(fresh).toEqual([
      'decision_wait: 20s',
      'decision_cache:',
      'sampled_cache_size: 100000',
      'non_sampled_cache_size: 100000',
      'num_traces: 100000',
    ]);
  });
});

function namesWith(...span: string[]): ReturnType<typeof observed>['attributes'] {
  const none = new Set<string>();
  return { resource: none, span: new Set(span), spanEvent: none, log: none, datapoint: none };
}

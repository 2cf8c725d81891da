import { describe, expect, test } from 'vitest';
import { describeLogged } from '../../../../check/analysis/collector/log-lines.ts';
import { attributeUnknown } from '../../../../check/findings/attribute-unknown.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { telemetryLost } from '../../../../check/findings/telemetry-lost.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../check/inputs/collector/adapted-collector.ts';
import type { Observations } from '../../../../check/run/observations.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { collectorOf, observed, sampler, votes } from './example-inputs.ts';

const unknown = (collector: AdaptedCollector, observations: Observations): Promise<Finding[]> =>
  findingsOf(attributeUnknown, { collector, observations });
const lost = (collector: AdaptedCollector, observations: Observations): Promise<Finding[]> =>
  findingsOf(telemetryLost, { collector, observations });

const chance = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}';

describe('an attribute that nothing has', () => {
  const withActions = (actions: string): ReturnType<typeof collectorOf> =>
    collectorOf({ policies: chance, processors: `attributes/pii: {actions: [${actions}]}`, before: 'attributes/pii,' });

  test('is an error where it is to be removed and exists under another name', async () => {
    const [finding, ...others] = await unknown(withActions('{key: http.url, action: delete}'), observed([]));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      subject: 'attributes/pii',
      message: 'attributes/pii targets http.url, but nothing in this traffic has that attribute',
      hint: 'http.url is now url.full and url.path.',
      source: { line: 4 },
    });
  });

  test('is nothing where the component names the current attribute, too', async () => {
    const both = withActions('{key: http.url, action: delete}, {key: url.full, action: delete}');
    expect(await unknown(both, observed([]))).toEqual([]);
  });

  test('is no other attribute of the conventions that shares half of its letters', async () => {
    const [finding] = await unknown(withActions('{key: url.query, action: hash}'), observed([]));
    expect(finding).toMatchObject({ severity: 'info', why: 'No span of this traffic has url.query.' });
    expect(finding?.hint).toBeUndefined();
  });

  test('is info where it is removed as a precaution', async () => {
    const [finding] = await unknown(withActions('{key: session_secret_value, action: hash}'), observed([]));
    expect(finding).toMatchObject({ severity: 'info' });
    expect(finding?.hint).toBeUndefined();
  });

  test('is one info for a list of attributes that are removed as a precaution, next to an error for a renamed one', async () => {
    const keys = ['session_secret_value', 'http.url', 'x_tax_number'].map((key) => `{key: ${key}, action: delete}`);
    expect(await unknown(withActions(keys.join(', ')), observed([]))).toMatchObject([
      {
        severity: 'info',
        message:
          'attributes/pii targets session_secret_value, x_tax_number, but nothing in this traffic has these attributes',
      },
      { severity: 'error', message: 'attributes/pii targets http.url, but nothing in this traffic has that attribute' },
    ]);
  });

  test.each([
    '{key: region_name, action: delete}, {key: region_names, value: a, action: insert}',
    '{key: customer.tiers, action: delete}, {key: customer.tier, action: delete}',
  ])('is not said to mean another one that the component names, too: %s', async (actions) => {
    const found = await unknown(withActions(actions), observed([]));
    expect(found.map(({ severity, hint }) => [severity, hint])).toEqual([['info', undefined]]);
  });

  test('is one finding for all components that use it, with the place of each', async () => {
    const actions = '{key: http.url, action: delete}, {key: x_tax_number, action: delete}, {key: x_age, action: hash}';
    const collector = collectorOf({
      policies: chance,
      processors: [
        `attributes/a: {actions: [${actions}]}`,
        `attributes/b: {actions: [${actions}]}`,
        'attributes/c: {actions: [{key: http.url, action: convert, converted_type: int}]}',
      ].join('\n'),
      before: 'attributes/a, attributes/b, attributes/c,',
    });
    expect(await unknown(collector, observed([]))).toMatchObject([
      {
        severity: 'error',
        subject: 'attributes/a, attributes/b, attributes/c',
        message: '3 components use http.url, but nothing in this traffic has that attribute',
        why: 'No span of this traffic has http.url.',
        hint: 'http.url is now url.full and url.path.',
        evidence: [
          {
            label: 'used by',
            text: expect.stringMatching(
              /^attributes\/a \(\S+:4\), attributes\/b \(\S+:5\), attributes\/c \(\S+:6\)$/,
            ) as string,
          },
        ],
      },
      {
        severity: 'info',
        subject: 'attributes/a, attributes/b',
        message: '2 components target x_tax_number, x_age, but nothing in this traffic has these attributes',
      },
    ]);
  });

  test('is nothing in a pipeline without traffic', async () => {
    const pipeline = (receivers: string): AdaptedCollector =>
      adaptCollector({
        files: ['c.yaml'],
        env: {},
        readFile: () => `receivers: {otlp: {protocols: {http: {}}}, hostmetrics: {scrapers: {cpu: {}}}}
processors: {attributes/cpu: {actions: [{key: state, action: convert, converted_type: int}]}}
connectors: {forward: {}}
exporters: {otlp: {endpoint: a}}
service:
  pipelines:
    metrics/in: {receivers: [${receivers}], exporters: [forward]}
    metrics/cpu: {receivers: [forward], processors: [attributes/cpu], exporters: [otlp]}
    metrics: {receivers: [otlp], exporters: [otlp]}
`,
      });
    expect(await unknown(pipeline('hostmetrics'), observed([]))).toEqual([]);
    expect(await unknown(pipeline('hostmetrics, otlp'), observed([]))).toMatchObject([{ subject: 'attributes/cpu' }]);
  });

  test('is a warning where it is only read', async () => {
    const [finding] = await unknown(
      withActions('{key: http.rout, action: convert, converted_type: int}'),
      observed([]),
    );
    expect(finding).toMatchObject({ severity: 'warning', hint: 'The nearest existing attribute is http.route.' });
  });

  test('is known where the traffic has it or another processor writes it', async () => {
    const written =
      '{key: team, value: shop, action: insert}, {key: team, action: hash}, {key: http.route, action: hash}';
    expect(await unknown(withActions(written), observed([]))).toEqual([]);
  });

  test('is reported once for a policy: here, unless the policy never samples', async () => {
    const policy = '{name: old, type: numeric_attribute, numeric_attribute: {key: http.status_code, min_value: 500}}';
    const collector = collectorOf({ policies: policy });
    const received = sampler('new_trace_id_received', 100);
    expect(await unknown(collector, observed([], received))).toEqual([]);
    expect(await unknown(collector, observed([], received + votes('old', 'sampled', 1)))).toMatchObject([
      { severity: 'error', hint: 'http.status_code is now http.response.status_code.' },
    ]);
  });
});

describe('lost telemetry', () => {
  test('is counted by component and kind', async () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 12\nreceiver_refused_log_records{receiver="otlp"} 3\n' +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 0\nexporter_send_failed_metric_points{exporter="otlp_http"} 4\n';
    const log = ['{"level":"error","msg":"boom"}', '{"level":"warn","msg":"hm"}'];
    const found = await lost(collectorOf({ policies: chance }), observed([], metrics, { collectorLog: log }));
    expect(found.map(({ message }) => message)).toEqual([
      'The receiver otlp refused 12 spans and 3 log records',
      'The exporter otlp_http failed to send 4 data points',
    ]);
    expect(found[0]).toMatchObject({ severity: 'error', source: { line: 1 }, evidence: [{ text: 'boom' }] });
  });

  test('is reported at the limit of the memory limiter that refused it', async () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 12\nprocessor_memory_limiter_refused_spans{processor="memory_limiter"} 12\n' +
      'processor_memory_limiter_refused_log_records{processor="memory_limiter"} 3\n';
    const processors = 'memory_limiter:\n  check_interval: 1s\n  limit_mib: 20';
    const collector = collectorOf({ policies: chance, processors, before: 'memory_limiter,' });
    expect(await lost(collector, observed([], metrics))).toMatchObject([
      {
        subject: 'memory_limiter',
        message: 'memory_limiter refused 12 spans and 3 log records because the Collector exceeded its memory limit',
        source: { line: 6 },
      },
    ]);
  });

  test('has of a logged line the message, the error and the component', () => {
    const fields = { level: 'error', msg: 'Exporting failed.', error: 'sending queue is full', stacktrace: 'a\n\tb' };
    const line = JSON.stringify({ ...fields, 'otelcol.component.id': 'otlp_http/traces' });
    expect(describeLogged(line)).toBe('otlp_http/traces: Exporting failed. sending queue is full');
    expect(describeLogged('error\tconsumer.go:1\tboom')).toBe('error\tconsumer.go:1\tboom');
  });

  test('is a warning where the Collector only logged errors, and nothing where it did not', async () => {
    const collector = collectorOf({ policies: chance });
    const logged = observed([], '', { collectorLog: ['error\tconsumer.go:1\tboom'] });
    expect(await lost(collector, logged)).toMatchObject([{ severity: 'warning' }]);
    expect(await lost(collector, observed([], '', { collectorLog: ['warn\tx\thm'] }))).toEqual([]);
  });
});

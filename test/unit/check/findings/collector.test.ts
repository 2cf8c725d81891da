import { describe, expect, test } from 'vitest';
import { findUnknownAttributes } from '../../../../check/findings/attribute-unknown.ts';
import { describeLogged } from '../../../../check/analysis/collector/logged.ts';
import { findLostTelemetry } from '../../../../check/findings/telemetry-lost.ts';
import { collectorOf, observed, sampler, votes } from './example-inputs.ts';

const chance = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}';

describe('an attribute that nothing has', () => {
  const withActions = (actions: string): ReturnType<typeof collectorOf> =>
    collectorOf({ policies: chance, processors: `attributes/pii: {actions: [${actions}]}`, before: 'attributes/pii,' });

  test('is a problem where it is to be hidden and has another name today', () => {
    const [finding, ...others] = findUnknownAttributes(withActions('{key: http.url, action: delete}'), observed([]));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      subject: 'attributes/pii',
      message: 'attributes/pii is to hide http.url, which nothing in this traffic has',
      hint: 'http.url is called url.full and url.path today.',
      source: { line: 4 },
    });
  });

  test('is a note where it is hidden in case it ever comes', () => {
    const [finding] = findUnknownAttributes(withActions('{key: session_secret_value, action: hash}'), observed([]));
    expect(finding).toMatchObject({ severity: 'info' });
    expect(finding?.hint).toBeUndefined();
  });

  test('is one note for a whole list of what is hidden in case it ever comes, beside what has another name', () => {
    const keys = ['session_secret_value', 'http.url', 'x_tax_number'].map((key) => `{key: ${key}, action: delete}`);
    expect(findUnknownAttributes(withActions(keys.join(', ')), observed([]))).toMatchObject([
      {
        severity: 'info',
        message: 'attributes/pii is to hide session_secret_value, x_tax_number, which nothing in this traffic has',
      },
      { severity: 'error', message: 'attributes/pii is to hide http.url, which nothing in this traffic has' },
    ]);
  });

  test('is a warning where it is only read', () => {
    const [finding] = findUnknownAttributes(
      withActions('{key: http.rout, action: convert, converted_type: int}'),
      observed([]),
    );
    expect(finding).toMatchObject({ severity: 'warning', hint: 'The nearest that exists is http.route.' });
  });

  test('is known where the traffic has it or another processor writes it', () => {
    const written =
      '{key: team, value: shop, action: insert}, {key: team, action: hash}, {key: http.route, action: hash}';
    expect(findUnknownAttributes(withActions(written), observed([]))).toEqual([]);
  });

  test('is told once of a policy: here, unless it never decides', () => {
    const policy = '{name: old, type: numeric_attribute, numeric_attribute: {key: http.status_code, min_value: 500}}';
    const collector = collectorOf({ policies: policy });
    const received = sampler('new_trace_id_received', 100);
    expect(findUnknownAttributes(collector, observed([], received))).toEqual([]);
    expect(findUnknownAttributes(collector, observed([], received + votes('old', 'sampled', 1)))).toMatchObject([
      { severity: 'error', hint: 'http.status_code is called http.response.status_code today.' },
    ]);
  });
});

describe('telemetry that is lost', () => {
  test('is counted by component and kind', () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 12\nreceiver_refused_log_records{receiver="otlp"} 3\n' +
      'exporter_enqueue_failed_spans{exporter="otlp_http"} 0\nexporter_send_failed_metric_points{exporter="otlp_http"} 4\n';
    const log = ['{"level":"error","msg":"boom"}', '{"level":"warn","msg":"hm"}'];
    const found = findLostTelemetry(collectorOf({ policies: chance }), observed([], metrics, { collectorLog: log }));
    expect(found.map(({ message }) => message)).toEqual([
      'The receiver otlp refused 12 spans and 3 log records',
      'The exporter otlp_http failed to send 4 data points',
    ]);
    expect(found[0]).toMatchObject({ severity: 'error', source: { line: 1 }, evidence: [{ text: 'boom' }] });
  });

  test('is the matter of the memory limiter that refused it, at its limit', () => {
    const metrics =
      'receiver_refused_spans{receiver="otlp"} 12\nprocessor_memory_limiter_refused_spans{processor="memory_limiter"} 12\n' +
      'processor_memory_limiter_refused_log_records{processor="memory_limiter"} 3\n';
    const processors = 'memory_limiter:\n  check_interval: 1s\n  limit_mib: 20';
    const collector = collectorOf({ policies: chance, processors, before: 'memory_limiter,' });
    expect(findLostTelemetry(collector, observed([], metrics))).toMatchObject([
      {
        subject: 'memory_limiter',
        message: 'memory_limiter refused 12 spans and 3 log records, as the Collector held more than its limit',
        source: { line: 6 },
      },
    ]);
  });

  test('shows of what was logged the message, the error and the component', () => {
    const fields = { level: 'error', msg: 'Exporting failed.', error: 'sending queue is full', stacktrace: 'a\n\tb' };
    const line = JSON.stringify({ ...fields, 'otelcol.component.id': 'otlp_http/traces' });
    expect(describeLogged(line)).toBe('otlp_http/traces: Exporting failed. sending queue is full');
    expect(describeLogged('error\tconsumer.go:1\tboom')).toBe('error\tconsumer.go:1\tboom');
  });

  test('is a warning where the Collector only logged errors, and nothing where it did not', () => {
    const collector = collectorOf({ policies: chance });
    const logged = observed([], '', { collectorLog: ['error\tconsumer.go:1\tboom'] });
    expect(findLostTelemetry(collector, logged)).toMatchObject([{ severity: 'warning' }]);
    expect(findLostTelemetry(collector, observed([], '', { collectorLog: ['warn\tx\thm'] }))).toEqual([]);
  });
});

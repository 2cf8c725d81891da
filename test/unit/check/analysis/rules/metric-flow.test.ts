import { describe, expect, test } from 'vitest';
import { MetricFlow } from '../../../../../check/analysis/rules/metric-flow.ts';
import { prometheusName } from '../../../../../check/analysis/rules/prometheus-names.ts';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import { observed } from '../../findings/example-inputs.ts';

const sent = [
  { name: 'http.client.request.duration', unit: 's', kind: 'histogram', attributes: new Set(['http.route']) },
  { name: 'db.client.operation.duration', unit: 's', kind: 'histogram', attributes: new Set(['db.system.name']) },
  { name: 'orders.created', unit: '{order}', kind: 'counter', attributes: new Set(['tenant.id']) },
] as const;

function flow(processors: string, ids: string, { connectors = '', exporters = 'otlp_http: {}' } = {}): MetricFlow {
  const text = `receivers: {otlp: {}}
processors:
${processors}
connectors: {${connectors}}
exporters: {${exporters}}
service: {pipelines: {metrics: {receivers: [otlp${connectors === '' ? '' : ', span_metrics'}], processors: [${ids}], exporters: [${exporters.split(':', 1).join('')}]}}}
`;
  const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });
  const more = { metrics: sent, attributes: { ...observed([]).attributes, resource: new Set(['service.name']) } };
  return new MetricFlow(collector, observed([], '', more));
}

const client = 'http_client_request_duration_seconds_count';

describe('a metric that was sent and is not in Prometheus', () => {
  test.each<[string, string, string, string, RegExp]>([
    [
      'a filter by pattern',
      '  filter/a: {metrics: {metric: [\'IsMatch(name, "http\\\\.client\\\\..*")\']}}',
      'filter/a',
      client,
      /filter\/a \(c\.yaml:3\) drops http\.client\.request\.duration/,
    ],
    [
      'a filter by name',
      '  filter/a: {metrics: {metric: [\'name == "orders.created"\']}}',
      'filter/a',
      'orders_created_total',
      /filter\/a \(c\.yaml:3\) drops orders\.created/,
    ],
    [
      'a renaming',
      '  metrics_transform:\n    transforms:\n      - {include: db.client.operation.duration, action: update, new_name: database.duration}',
      'metrics_transform',
      'db_client_operation_duration_seconds_bucket',
      /metrics_transform \(c\.yaml:5\) renames db\.client\.operation\.duration to database\.duration/,
    ],
    [
      'a statement',
      '  transform: {metric_statements: [\'set(metric.name, "x.y") where metric.name == "orders.created"\']}',
      'transform',
      'orders_created_total',
      /transform \(c\.yaml:3\) renames orders\.created to x\.y/,
    ],
    [
      'a filter that keeps others only',
      '  filter/a: {metrics: {include: {match_type: strict, metric_names: [orders.created]}}}',
      'filter/a',
      client,
      /filter\/a \(c\.yaml:3\) keeps only the metrics that it includes, without http\.client\.request\.duration/,
    ],
    [
      'something unknown',
      '  batch: {}',
      'batch',
      client,
      /sent http\.client\.request\.duration, but it did not reach Prometheus/,
    ],
  ])('is blamed on %s', (_, processors, ids, metric, message) => {
    const reason = flow(processors, ids).lostMetric(metric, ['up', 'database_duration_seconds_bucket']);
    expect(reason).toMatchObject({ severity: 'error', message: expect.stringMatching(message) as string });
  });

  test('has its new name as a fix', () => {
    const rename =
      '  metrics_transform: {transforms: [{include: db.client.operation.duration, new_name: database.duration}]}';
    const reason = flow(rename, 'metrics_transform').lostMetric('db_client_operation_duration_seconds_bucket', [
      'database_duration_seconds_bucket',
    ]);
    expect(reason?.hint).toMatch(/^Use database_duration_seconds_bucket/);
  });

  test('is not explained where no service sent it', () => {
    expect(flow('  batch: {}', 'batch').lostMetric('kube_pod_info', ['up'])).toBeUndefined();
  });
});

test('a native query of a classic histogram is info, as the SDKs decide which it is', () => {
  const reason = flow('  batch: {}', 'batch').lostMetric('http_client_request_duration_seconds', [
    'http_client_request_duration_seconds_bucket',
  ]);
  expect(reason).toMatchObject({
    severity: 'info',
    message: expect.stringContaining('classic histogram here') as string,
  });
});

test('a native histogram is named, with the query for it', () => {
  const reason = (metric: string): Reason | undefined => flow('  batch: {}', 'batch').lostMetric(metric, ['x_seconds']);
  expect(reason('x_seconds_bucket')?.message).toContain('x_seconds is a native histogram');
  expect(reason('x_seconds_bucket')?.hint).toContain('(rate(x_seconds[5m]))');
  expect(reason('x_seconds_count')?.hint).toContain('histogram_count(rate(x_seconds[5m]))');
  expect(
    flow('  batch: {}', 'batch').lostMetric('x_seconds_bucket', ['x_seconds_bucket', 'x_seconds']),
  ).toBeUndefined();
});

test('delta temporality is blamed on the connector or processor that makes it', () => {
  const connectors = 'span_metrics: {aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA}';
  const spans = flow('  batch: {}', 'batch', { connectors }).lostMetric('traces_span_metrics_calls_total', ['up']);
  expect(spans).toMatchObject({
    severity: 'info',
    message: expect.stringContaining('span_metrics (c.yaml:4) makes it delta') as string,
  });
  const own = flow('  cumulative_to_delta: {}', 'cumulative_to_delta').lostMetric('orders_created_total', ['up']);
  expect(own?.message).toContain('cumulative_to_delta (c.yaml:3) makes it delta');
  const fixed = flow(
    '  cumulative_to_delta: {}\n  delta_to_cumulative: {}',
    'cumulative_to_delta, delta_to_cumulative',
  );
  expect(fixed.lostMetric('orders_created_total', ['up'])?.message).not.toContain('delta');
});

describe('a label that was sent and is not in Prometheus', () => {
  test('is blamed on the connector that excludes the dimension', () => {
    const connectors = 'span_metrics: {exclude_dimensions: [status.code]}';
    const spans = flow('  batch: {}', 'batch', { connectors });
    expect(spans.lostLabel('traces_span_metrics_calls_total', 'status_code')).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('span_metrics (c.yaml:4) excludes the dimension status.code.') as string,
    });
    expect(spans.lostLabel('traces_span_metrics_calls_total', 'tenant')).toBeUndefined();
    expect(spans.lostLabel('orders_created_total', 'status_code')).toBeUndefined();
  });

  test('is blamed on the processor that removes the attribute', () => {
    const reason = flow('  attributes/a: {actions: [{key: tenant.id, action: delete}]}', 'attributes/a').lostLabel(
      'orders_created_total',
      'tenant_id',
    );
    expect(reason?.message).toContain('attributes/a (c.yaml:3) removes the attribute tenant.id');
  });

  test('is an attribute of the resource that has to be promoted', () => {
    const promoted = flow('  batch: {}', 'batch').lostLabel('orders_created_total', 'service_name');
    expect(promoted?.message).toMatch(/Prometheus adds only those of otlp\.promote_resource_attributes to series\.$/);
    const written = flow('  batch: {}', 'batch', { exporters: 'prometheus_remote_write: {}' }).lostLabel(
      'orders_created_total',
      'service_name',
    );
    expect(written?.message).toContain(
      'prometheus_remote_write adds such attributes to series only with resource_to_telemetry_conversion',
    );
  });

  test('is not explained where no service sent it', () => {
    expect(flow('  batch: {}', 'batch').lostLabel('orders_created_total', 'pod')).toBeUndefined();
  });
});

test.each([
  [{ name: 'http.server.request.duration', unit: 's', kind: 'histogram' }, 'http_server_request_duration_seconds'],
  [{ name: 'orders.created', unit: '{order}', kind: 'counter' }, 'orders_created_total'],
  [{ name: 'cpu.utilization', unit: '1', kind: 'gauge' }, 'cpu_utilization_ratio'],
  [{ name: 'sent.bytes', unit: 'By', kind: 'counter' }, 'sent_bytes_total'],
] as const)('%j is in Prometheus as %s', (metric, name) => {
  expect(prometheusName(metric)).toBe(name);
});

test('a metric that Prometheus stores under its name with dots is there, and needs another selector', () => {
  const stored = 'http.client.request.duration_seconds_count';
  const reason = flow('  batch: {}', 'batch').lostMetric(client, ['up', stored]);
  expect(reason?.message).toBe(
    `No series is named ${client}: Prometheus stores it without escaping, and {"${stored}"} selects it.`,
  );
});

import { expect, test } from 'vitest';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import { adapt, engineConfig, noticed } from './adapt.ts';

test('connectors for routing and span metrics are kept, and the metrics are written into Prometheus', () => {
  const routing = adapt(['routing.yaml']);
  const config = engineConfig(routing);
  expect(Object.keys(config.connectors)).toEqual(['routing', 'span_metrics']);
  expect(routing.receivers.map(({ id, trafficSignals }) => [id, trafficSignals])).toEqual([
    ['otlp/internal', ['traces']],
    ['otlp', ['logs']],
  ]);
  expect(config.exporters).toMatchObject({
    'otlp_http/otlp_grpc/gold': { endpoint: 'http://capture-1:4318', compression: 'none', timeout: '3s' },
    prometheusremotewrite: { endpoint: 'http://prometheus:9090/api/v1/write', external_labels: { cluster: 'eu1' } },
  });
  expect(config.exporters.prometheusremotewrite).not.toHaveProperty('auth');
  expect(routing.exporters.find(({ how }) => how === 'remote-write')).toEqual({
    id: 'prometheusremotewrite',
    signals: ['metrics'],
    how: 'remote-write',
  });
  expect(routing.attributes.map(({ component, key, on }) => [component, key, on])).toEqual([
    ['groupbyattrs', 'host.name', 'span'],
    ['probabilistic_sampler', 'session.id', 'log'],
    ['routing', 'tenant', 'resource'],
    ['routing', 'priority', 'span'],
    ['span_metrics', 'http.route', 'any'],
  ]);
  expect(routing.notices.filter(({ type }) => type === 'unset-variable')).toEqual([]);
});

test('a connector that forwards and derives, and is not in the engine, still forwards', () => {
  const datadog = adapt(`
receivers: {otlp: {protocols: {http: {}}}}
connectors: {datadog/connector: {}}
exporters: {datadog: {}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [datadog/connector]}
    traces/2: {receivers: [datadog/connector], exporters: [datadog]}
    metrics: {receivers: [datadog/connector, otlp], exporters: [datadog]}
    metrics/2: {receivers: [datadog/connector], exporters: [datadog]}
`);
  const { connectors, service } = engineConfig(datadog);
  expect(Object.keys(connectors)).toEqual(['forward/datadog/connector']);
  const ends = Object.entries(service.pipelines).map(([id, { receivers, exporters }]) => [id, receivers, exporters]);
  expect(ends).toEqual([
    ['traces', ['otlp'], ['forward/datadog/connector']],
    ['traces/2', ['forward/datadog/connector'], ['otlp_http/datadog']],
    ['metrics', ['otlp'], ['otlp_http/datadog']],
  ]);
  expect(noticed(datadog)).toEqual(['forwarding-connector datadog/connector 3']);
});

test('a failover connector always sends to its first level', () => {
  const adapted = adapt(`receivers: {otlp: {protocols: {http: {}}}}
connectors:
  failover/both: {priority_levels: [[traces/primary], [traces/backup]]}
exporters: {otlp_http/a: {endpoint: a}, otlp_http/b: {endpoint: b}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [failover/both]}
    traces/primary: {receivers: [failover/both], exporters: [otlp_http/a]}
    traces/backup: {receivers: [failover/both], exporters: [otlp_http/b]}
`);
  const { connectors, service } = engineConfig(adapted);
  expect(connectors).toEqual({
    'routing/failover/both': {
      default_pipelines: ['traces/primary'],
      table: [{ context: 'resource', condition: 'false', pipelines: ['traces/primary'] }],
    },
  });
  expect(service.pipelines['traces/primary']?.receivers).toEqual(['routing/failover/both']);
  expect(noticed(adapted)).toEqual(['fixed-failover failover/both 3']);
});

test('a Prometheus exporter has the names that add_metric_suffixes means, unless the user turns its gate off', () => {
  const text = `
receivers: {otlp: {protocols: {http: {}}}}
exporters: {prometheus: {endpoint: "0.0.0.0:8889", add_metric_suffixes: false}}
service: {pipelines: {metrics: {receivers: [otlp], exporters: [prometheus]}}}
`;
  const replaced = adapt(text);
  expect(engineConfig(replaced).exporters.prometheus?.translation_strategy).toBe('UnderscoreEscapingWithoutSuffixes');
  expect(noticed(replaced)).toEqual(['gated-setting prometheus 3']);
  const gates = ['-exporter.prometheusexporter.DisableAddMetricSuffixes'];
  const kept = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text, gates });
  expect(engineConfig(kept).exporters.prometheus).not.toHaveProperty('translation_strategy');
  expect(noticed(kept)).toEqual([]);
});

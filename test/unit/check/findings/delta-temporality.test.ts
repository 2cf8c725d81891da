import { expect, test } from 'vitest';
import { deltaTemporality } from '../../../../check/findings/delta-temporality.ts';
import { type FindingDefinition, findAll } from '../../../../check/findings/definition.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';

const text = (exporter: string): string => `receivers: {otlp: {protocols: {http: {}}}}
processors: {cumulative_to_delta: {}}
exporters: {${exporter}: {endpoint: "http://backend"}}
service:
  pipelines:
    metrics: {receivers: [otlp], processors: [cumulative_to_delta], exporters: [${exporter}]}
`;
const sent = { name: 'orders', kind: 'counter', unit: '', attributes: new Set() };

const found = (exporter: string, used: readonly string[], enabled: readonly string[] = []): Promise<unknown[]> =>
  foundIn(text(exporter), used, enabled);

async function foundIn(config: string, used: readonly string[], enabled: readonly string[] = []): Promise<unknown[]> {
  const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => config });
  const queries = { metricNames: () => Promise.resolve(['up']) };
  const inputs = {
    collector,
    observations: { metrics: [sent] },
    rules: used.map((expr) => ({ rule: { expr } })),
    dashboards: { queries: [], context: { queries } },
    features: { enabled, gates: [], notices: [] },
  };
  const findings = await findAll([deltaTemporality as unknown as FindingDefinition<object>], inputs);
  return findings.map(({ severity, message, hint }) => [severity, message, hint]);
}

test('delta metrics are an error for a remote-write exporter, and for rules that use them', async () => {
  const hint = 'Remove cumulative_to_delta from the pipeline metrics.';
  expect(await found('prometheus_remote_write', [])).toEqual([
    ['error', 'cumulative_to_delta makes its metrics delta, and prometheus_remote_write drops them', hint],
  ]);
  expect(await found('otlp_http', ['rate(orders_total[5m])'])).toEqual([
    ['error', 'cumulative_to_delta makes its metrics delta, and Prometheus does not accept them', hint],
  ]);
});

test('for another backend they are info without a hint, and no finding where there are no rules', async () => {
  expect(await found('otlp_http', ['up == 0'])).toEqual([
    ['info', 'cumulative_to_delta makes its metrics delta, so the Prometheus of a check has none', undefined],
  ]);
  expect(await found('otlp_http', [])).toEqual([]);
});

test('with a feature of Prometheus that takes delta only remote write drops them', async () => {
  for (const feature of ['otlp-deltatocumulative', 'otlp-native-delta-ingestion']) {
    expect(await found('otlp_http', ['up == 0'], [feature])).toEqual([]);
    expect(await found('prometheus_remote_write', [], [feature])).toHaveLength(1);
  }
});

test('delta metrics for another backend are no matter of a Prometheus that gets them from another exporter', async () => {
  const both = `receivers: {otlp: {protocols: {http: {}}}}
processors: {cumulative_to_delta: {}}
exporters: {prometheus: {endpoint: "0.0.0.0:8889"}, otlp_http: {endpoint: "http://backend"}}
service:
  pipelines:
    metrics: {receivers: [otlp], exporters: [prometheus]}
    metrics/vendor: {receivers: [otlp], processors: [cumulative_to_delta], exporters: [otlp_http]}
`;
  expect(await foundIn(both, ['rate(orders_total[5m])', 'up == 0'])).toEqual([]);
  const apart = both.replace('{receivers: [otlp], exporters', '{receivers: [otlp/other], exporters');
  const used = ['rate(orders_total[5m])'];
  expect(await foundIn(apart.replace('{otlp: ', '{otlp/other: {protocols: {grpc: {}}}, otlp: '), used)).toHaveLength(1);
});

test('connectors that count make delta metrics, which a Prometheus exporter adds up and remote write drops', async () => {
  const counting = (exporter: string): string => `receivers: {otlp: {protocols: {http: {}}}}
connectors: {count: {logs: {log.errors: {}}}}
exporters: {${exporter}: {endpoint: "http://prometheus:9090"}}
service:
  pipelines:
    logs: {receivers: [otlp], exporters: [count]}
    metrics: {receivers: [count], exporters: [${exporter}]}
`;
  const hint = 'Add the processor delta_to_cumulative to the pipeline metrics.';
  expect(await foundIn(counting('prometheus_remote_write'), [])).toEqual([
    ['error', 'count makes its metrics delta, and prometheus_remote_write drops them', hint],
  ]);
  expect(await foundIn(counting('otlp_http'), ['rate(log_errors_total[5m])'])).toEqual([
    ['error', 'count makes its metrics delta, and Prometheus does not accept them', hint],
  ]);
  expect(await foundIn(counting('prometheus'), ['rate(log_errors_total[5m])'])).toEqual([]);
});

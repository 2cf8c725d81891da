import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import { configFolder } from '../../../../../lib/paths.ts';
import { adapt, type EngineConfig, engineConfig, minimal, noticed, rejection } from './adapt.ts';

test('an agent: the receivers to which applications send get the traffic, and those that pull stay idle', () => {
  const agent = adapt(['agent.yaml'], { CLUSTER: 'a' });
  expect(agent.receivers.map(({ id, trafficSignals }) => [id, trafficSignals])).toEqual([
    ['otlp', ['traces', 'metrics']],
    ['hostmetrics', []],
    ['filelog/pods', ['logs']],
  ]);
  expect(agent.exporters).toMatchObject([{ id: 'datadog', signals: ['traces', 'metrics', 'logs'], how: 'captured' }]);
  expect(engineConfig(agent).exporters['otlp_http/datadog']?.sending_queue).toEqual({ queue_size: 2000 });
  expect(agent.attributes.map(({ component, key, on, writes }) => [component, key, on, writes])).toEqual([
    ['resource/cluster', 'k8s.cluster.name', 'resource', true],
    ['filter/health', 'url.path', 'span', false],
    ['filter/health', 'service.name', 'resource', false],
    ['transform/logs', 'level', 'log', true],
    ['transform/logs', 'log.file.path', 'log', false],
  ]);
});

test('without OTLP, traffic goes to the first receiver that applications send to, else to the first', () => {
  const { receivers } = adapt(`
receivers: {filelog: {}, fluentforward: {}, kafka: {}, prometheus: {}, hostmetrics: {}}
exporters: {otlp_http: {}}
service:
  pipelines:
    logs: {receivers: [filelog, fluentforward, kafka], exporters: [otlp_http]}
    metrics: {receivers: [prometheus, hostmetrics], exporters: [otlp_http]}
`);
  expect(receivers.flatMap(({ id, trafficSignals }) => trafficSignals.map((signal) => [id, signal]))).toEqual([
    ['fluentforward', 'logs'],
    ['prometheus', 'metrics'],
  ]);
});

test("its own metrics keep the names and labels of the user's configuration", () => {
  const telemetry = `telemetry: {resource: {team: shop}, metrics: {level: detailed, address: x, readers: [
    {pull: {exporter: {prometheus: {host: localhost, port: 9999, without_type_suffix: false}}}}]}}`;
  const text = minimal('exporters: {otlp_http: {}}').replace('service: {', `service: {${telemetry}, `);
  expect(engineConfig(adapt(text)).service.telemetry).toMatchObject({
    resource: { team: 'shop' },
    metrics: {
      level: 'detailed',
      readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: 8888, without_type_suffix: false } } } }],
    },
  });
});

test('several files with environment variables are merged, and each part keeps its file and line', () => {
  const merged = adapt(['base.yaml', 'production.yaml']);
  expect(engineConfig(merged).processors.batch).toEqual({ timeout: '1s', send_batch_size: '${yaml:}' });
  expect(merged.samplers).toMatchObject([{ decisionWaitMs: 60_000 }]);
  expect(merged.samplers[0]?.policies.map(({ name, source }) => [name, source])).toEqual([
    ['errors', { file: 'policies.yaml', line: 1 }],
    ['not-health', { file: 'policies.yaml', line: 4 }],
  ]);
  expect(merged.attributes).toMatchObject([{ component: 'tail_sampling policy not-health', key: 'url.path' }]);
  expect(merged.sourceOf(['processors', 'tail_sampling', 'decision_wait'])).toEqual({
    file: 'production.yaml',
    line: 5,
  });
  expect(merged.sourceOf(['exporters', 'otlp', 'endpoint'])).toEqual({ file: 'base.yaml', line: 12 });
  // An unset address does not matter, because nothing is sent there.
  expect(merged.notices.filter(({ type }) => type === 'unset-variable')).toEqual([
    { type: 'unset-variable', name: 'BATCH_SIZE', source: { file: 'production.yaml', line: 3 } },
  ]);
});

test("the sandbox's own configuration is adapted without notices, and every exporter is captured", () => {
  const own = adaptCollector({ files: [join(configFolder, 'collector.yaml')], env: {} });
  expect(own.notices).toEqual([]);
  expect(own.exporters.map(({ id, how, signals }) => [id, how, signals])).toEqual([
    ['otlp_http/jaeger', 'captured', ['traces']],
    ['otlp_http/prometheus', 'captured', ['metrics']],
    ['otlp_http/loki', 'captured', ['logs']],
  ]);
  expect(own.text).toContain('$${1}[REDACTED]');
});

test('only unset variables that affect a check are reported', () => {
  const adapted = adapt(`receivers: {otlp: {protocols: {http: {endpoint: "\${env:IP}:4318"}}}}
processors: {resource: {attributes: [{key: a, value: "\${env:CLUSTER}", action: upsert}]}}
exporters: {otlp_http: {endpoint: "\${env:BACKEND}"}}
service:
  telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: "\${env:POD_IP}", port: 8888}}}}]}}
  pipelines: {traces: {receivers: [otlp], processors: [resource], exporters: [otlp_http]}}
`);
  expect(noticed(adapted)).toEqual(['unset-variable CLUSTER 2']);
});

describe('ports and names', () => {
  test('never collide', () => {
    const { receivers, exporters, text } = adapt(`
receivers: {jaeger: {}, otlp/jaeger: {}}
exporters: {prometheus: {endpoint: ":8888"}, prometheus/2: {endpoint: "x:4318"}, debug: {}, nop/debug: {}}
service: {pipelines: {metrics: {receivers: [jaeger, otlp/jaeger], exporters: [prometheus, prometheus/2, debug, nop/debug]}}}
`);
    expect(exporters.map(({ port }) => port)).toEqual([8889, 4318]);
    expect(receivers.map(({ id, port }) => [id, port])).toEqual([
      ['jaeger', 4319],
      ['otlp/jaeger', 4320],
    ]);
    const config = parse(text) as EngineConfig;
    expect(Object.keys(config.receivers)).toEqual(['otlp/jaeger_2', 'otlp/jaeger']);
    expect(Object.keys(config.exporters)).toEqual(['prometheus', 'prometheus/2', 'nop/debug_2', 'nop/debug']);
  });
});

test('a configuration without pipelines and a missing file are rejected', () => {
  expect(rejection('receivers: {otlp: {}}').message).toBe(
    'c.yaml has no service.pipelines; a Collector does not start without pipelines.',
  );
  const many = Array.from({ length: 501 }, (_, index) => `    traces/${index}: [a]`);
  expect(rejection(`receivers: {otlp: {}}\nservice:\n  pipelines:\n${many.join('\n')}`).message).toMatch(
    /^c\.yaml:504: service\.pipelines has 501 pipelines; a check supports at most 500\.$/,
  );
  expect(() => adaptCollector({ files: ['/nowhere/c.yaml'], env: {} })).toThrow(
    /^Cannot read the Collector configuration \/nowhere\/c\.yaml: /,
  );
});

import { expect, test } from 'vitest';
import { componentDeprecated } from '../../../../check/findings/component-deprecated.ts';
import { componentSimplified } from '../../../../check/findings/component-simplified.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { prometheusConfigUnused } from '../../../../check/findings/prometheus-config-unused.ts';
import { receiverIdle } from '../../../../check/findings/receiver-idle.ts';
import { variableUnset } from '../../../../check/findings/variable-unset.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../check/inputs/collector/adapted-collector.ts';

const adapt = (text: string): AdaptedCollector => adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });

test('idle receivers are one finding for each set of signals, former names one for all', async () => {
  const collector = adapt(`receivers: {otlp: {protocols: {http: {}}}, redis: {}, nginx: {}, zipkin: {}}
exporters: {otlphttp/a: {endpoint: a}, otlphttp/b: {endpoint: b}, otlp: {endpoint: c}}
service:
  pipelines:
    traces: {receivers: [otlp, zipkin], exporters: [otlphttp/a, otlphttp/b]}
    metrics: {receivers: [otlp, redis, nginx], exporters: [otlp]}
`);
  expect(await findingsOf(receiverIdle, { collector })).toEqual([
    {
      ...{ kind: 'receiver-idle', severity: 'info', subject: 'zipkin', evidence: [] },
      message: 'The receiver zipkin gets no traffic in this check',
      why: 'The check sends traces to otlp.',
      source: { file: 'c.yaml', line: 1 },
    },
    {
      ...{ kind: 'receiver-idle', severity: 'info', subject: 'redis, nginx', evidence: [] },
      message: 'The receivers redis, nginx get no traffic in this check',
      why: 'The check sends metrics to otlp.',
      source: { file: 'c.yaml', line: 1 },
    },
  ]);
  const [deprecated, ...others] = await findingsOf(componentDeprecated, { collector });
  expect(others).toEqual([]);
  expect(deprecated).toMatchObject({
    severity: 'warning',
    subject: 'otlphttp/a, otlphttp/b, otlp',
    message: '2 component types have deprecated names: otlphttp is now otlp_http, otlp is now otlp_grpc',
    source: { line: 2 },
  });
  expect(deprecated?.evidence).toContainEqual({ label: 'otlphttp/b', text: 'c.yaml:2' });
});

test('components that do less here are warnings where data is missing, else info', async () => {
  const collector = adapt(`receivers: {otlp: {protocols: {http: {}}}}
processors:
  memory_limiter: {check_interval: 1s, limit_percentage: 50}
  k8s_attributes: {}
connectors:
  sum: {}
  failover: {priority_levels: [[traces/a], [traces/b]]}
exporters: {otlp_http: {endpoint: a}}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [memory_limiter, k8s_attributes], exporters: [failover, sum]}
    traces/a: {receivers: [failover], exporters: [otlp_http]}
    traces/b: {receivers: [failover], exporters: [otlp_http]}
    metrics: {receivers: [sum], exporters: [otlp_http]}
`);
  const found = await findingsOf(componentSimplified, { collector });
  expect(found.map(({ severity, message, source }) => [severity, source?.line, message])).toEqual([
    ['info', 3, 'The limit of memory_limiter, 50% of memory, is 2048 MiB in this check'],
    ['warning', 4, 'The processor k8s_attributes passes data through unchanged: the engine does not have it'],
    ['warning', 6, 'The connector sum only forwards its input: the engine does not have it'],
    ['info', 7, 'failover always sends to the first of its 2 priority levels: traces/a'],
  ]);
});

test('an unset variable is a warning with what to check', async () => {
  const collector = adapt(`receivers: {otlp: {protocols: {http: {}}}}
processors: {resource: {attributes: [{key: a, value: "\${env:CLUSTER}", action: upsert}]}}
exporters: {otlp_http: {endpoint: a}}
service: {pipelines: {traces: {receivers: [otlp], processors: [resource], exporters: [otlp_http]}}}
`);
  expect(await findingsOf(variableUnset, { collector })).toMatchObject([
    {
      ...{ severity: 'warning', subject: 'CLUSTER', source: { line: 2 } },
      message: 'The environment variable CLUSTER is not set and is empty in this check',
      hint: 'Check with the value of production: CLUSTER=... sandbox check ...',
    },
  ]);
});

test('parts of the Prometheus configuration without effect are info, a pattern without files a warning', async () => {
  const source = { file: 'prometheus.yml', line: 3 };
  const found = await findingsOf(prometheusConfigUnused, {
    prometheus: {
      notices: [
        { type: 'ignored-section', section: 'remote_write', effect: 'no samples are sent to remote storage', source },
        { type: 'idle-scrape-jobs', jobs: ['nodes', 'pods'], source: undefined },
        { type: 'unmatched-rule-files', pattern: 'rules/*.yml', source },
      ],
    },
  });
  expect(found.map(({ severity, subject, message, source: at }) => [severity, subject, at?.line, message])).toEqual([
    [
      ...['info', 'remote_write', 3],
      '`remote_write` of the Prometheus configuration is ignored: no samples are sent to remote storage',
    ],
    ['info', 'scrape_configs', undefined, 'The scrape jobs nodes, pods have no targets in a check'],
    ['warning', 'rule_files', 3, 'The pattern rules/*.yml of rule_files matches no file'],
  ]);
});

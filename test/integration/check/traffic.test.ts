import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { adaptCollector } from '../../../check/inputs/collector/adapt-collector.ts';
import { prepareRules } from '../../../check/inputs/rules/prepare-rules.ts';
import { parseTraffic } from '../../../check/inputs/traffic/read-traffic.ts';
import type { Observations } from '../../../check/run/observations.ts';
import { runSimulation } from '../../../check/run/run-simulation.ts';
import { packageRoot } from '../../../lib/paths.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
});

/** A small configuration: span metrics with the attributes of the example, and a policy on an older attribute. */
const collector = adaptCollector({
  files: ['collector.yaml'],
  env: {},
  readFile: () => `
receivers: {otlp: {protocols: {http: {}}}}
connectors:
  span_metrics:
    metrics_flush_interval: 15s
    dimensions:
      - {name: rpc.grpc.status_code}
      - {name: http.request.resend_count}
      - {name: http.resend_count}
      - {name: messaging.consumer.group.name}
      - {name: app.release}
      - {name: app.error.code}
processors:
  tail_sampling:
    decision_wait: 10s
    policies:
      - {name: failed-status, type: numeric_attribute, numeric_attribute: {key: http.status_code, min_value: 500, max_value: 599}}
      - {name: bad-release, type: string_attribute, string_attribute: {key: app.release, values: ['42']}}
exporters:
  otlp_http/traces: {endpoint: 'http://traces:4318'}
  prometheus_remote_write: {endpoint: 'http://prometheus:9090/api/v1/write', resource_to_telemetry_conversion: {enabled: true}}
service:
  pipelines:
    traces/metrics: {receivers: [otlp], exporters: [span_metrics]}
    traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp_http/traces]}
    metrics: {receivers: [otlp, span_metrics], exporters: [prometheus_remote_write]}
`,
});

const example = readFileSync(join(packageRoot, 'docs', 'examples', 'traffic-grpc.yaml'), 'utf8');

interface Result {
  classes: Observations['classes'];
  values: Record<string, number>;
}

/** Simulates the example with short durations; `values` are the results of queries. */
async function simulate(text: string, queries: readonly string[]): Promise<Result> {
  const traffic = parseTraffic(text, 'traffic.yaml');
  const { files, path } = prepareRules({
    rules: [],
    exporters: collector.exporters,
    scrapeIntervalMs: traffic.scrapeIntervalMs,
  });
  return await runSimulation(
    { engine, collector, prometheus: { files, path }, traffic, seed: 1, headSampling: 1, secrets: [] },
    async ({ prometheus, classes }) => {
      const values: Record<string, number> = {};
      for (const query of queries) values[query] = (await prometheus.query(query))[0]?.value ?? 0;
      return { classes, values };
    },
  );
}

const calls = (labels: string): string => `sum(last_over_time(traces_span_metrics_calls_total{${labels}}[10m]))`;
const unavailable = calls('rpc_grpc_status_code="14",status_code="STATUS_CODE_ERROR",span_kind="SPAN_KIND_SERVER"');
const retries = calls('http_request_resend_count="1"');
const secondRetries = calls('rpc_grpc_status_code="14",span_kind="SPAN_KIND_CLIENT"');
const consumed = calls('messaging_consumer_group_name="invoicing",span_kind="SPAN_KIND_CONSUMER"');
const release = calls('app_release="42",span_kind="SPAN_KIND_SERVER"');
const onError = calls('app_error_code="cart-unavailable"');
const replicas =
  'count(count by (service_instance_id) (last_over_time(http_server_request_duration_seconds_count{service_name="frontend"}[10m])))';
const former = 'count(last_over_time(http_server_duration_milliseconds_count[10m]))';
const exports = 'max(count_over_time(rpc_server_duration_milliseconds_count[4m]))';

test('a check sees gRPC, retries, replicas, links, conventions, intervals and attributes that follow a fault', async () => {
  const short = example
    .replace('name: grpc-shop', 'name: grpc-shop\nwarm-up: 0s\nbaseline: 2m')
    .replace('errors: 1%', 'errors: 20%')
    .replace(/^faults:$/m, 'faults:\n  - for: 1m\n    recovery: 1m')
    .replace(/recovery: 1m\n {2}- faults:/, 'recovery: 1m\n    faults:')
    .replace(/ {2}- faults:\n {6}- \{ fault: latency.*\n/, '');
  const queries = [unavailable, retries, secondRetries, consumed, release, onError, replicas, former, exports];
  const { values, classes } = await simulate(short, queries);
  expect(values[unavailable]).toBeGreaterThan(50);
  // Up to three attempts for a request, each a span of the client as well as of the server.
  expect(values[secondRetries]).toBe(values[unavailable]);
  expect(values[retries]).toBeGreaterThan(20);
  expect(values[consumed]).toBeGreaterThan(200);
  expect(values[release]).toBeGreaterThan(50);
  expect(values[onError]).toBeGreaterThanOrEqual(values[unavailable] ?? Infinity);
  expect(values[replicas]).toBe(2);
  expect(values[former]).toBeGreaterThan(0);
  // Four minutes of exports every minute.
  expect(values[exports]).toBeLessThanOrEqual(5);

  const policies = (all: Result['classes']): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const account of all)
      for (const [policy, count] of Object.entries(account.policies)) counts[policy] = (counts[policy] ?? 0) + count;
    return counts;
  };
  expect(policies(classes)['failed-status']).toBeGreaterThan(20);
  expect(policies(classes)['bad-release']).toBeGreaterThan(30);
  // Messages are processed in traces of their own, which nothing samples.
  const normal = classes.find((account) => account.class === 'normal');
  expect(normal?.sent).toBeGreaterThan(values[consumed] ?? Infinity);

  const other = short
    .replace('semantic-conventions: v1.20', 'semantic-conventions: stable')
    .replace('baseline: 2m', 'baseline: 30s')
    .replace('for: 1m\n    recovery: 1m', 'for: 10s\n    recovery: 10s');
  const stable = await simulate(other, [former]);
  expect(policies(stable.classes)['failed-status'] ?? 0).toBe(0);
  expect(stable.values[former]).toBe(0);
});

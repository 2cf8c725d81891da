import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { corpusFolder } from './corpus-files.ts';
import { type CheckResult, refusalOf, simulateTwin } from './simulate-twin.ts';

let engine: LoadedEngine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const collector = `receivers: {otlp: {protocols: {grpc: , http: }}}
connectors: {span_metrics: {aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA}}
exporters: {otlp_http: {endpoint: "http://prometheus:9090/api/v1/otlp"}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [span_metrics]}
    metrics: {receivers: [span_metrics], exporters: [otlp_http]}
`;
const rules = 'groups: [{name: g, rules: [{record: calls:mad, expr: "mad_over_time(calls_total[3m])"}]}]\n';

function check(features: Partial<Parameters<typeof simulateTwin>[2]> = {}): Promise<CheckResult> {
  const named = (name: string, text: string): string[] => {
    writeFileSync(join(folder, name), text);
    return [join(folder, name)];
  };
  const traffic = join(corpusFolder, 'shared', 'traffic.yaml');
  const files = {
    collector: named('c.yaml', collector),
    agent: [],
    rules: named('r.yaml', rules),
    dashboards: [],
    traffic,
  };
  return simulateTwin(engine, files, { verify: false, quick: true, ...features });
}

test('Prometheus and the Collector are started with the features and gates of the user', async () => {
  const { findings } = await check({
    enableFeature: [{ text: 'otlp-deltatocumulative,promql-experimental-functions' }],
    featureGates: [{ text: 'connector.spanmetrics.legacyMetricNames' }],
  });
  expect(findings).toEqual([]);
});

test('without its feature a function is rejected, with what enables it', async () => {
  const { message, hint } = await refusalOf(check());
  expect(message).toContain('r.yaml:1:54: group "g", rule 1, "calls:mad"');
  expect(hint).toContain('check with --enable-feature promql-experimental-functions,');
});

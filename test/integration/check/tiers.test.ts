import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInputs } from '../../../check/inputs/read-inputs.ts';
import { shopTraffic } from '../../../check/inputs/traffic/shop-traffic.ts';
import type { Traffic } from '../../../check/inputs/traffic/traffic.ts';
import type { ClassAccount, Observations } from '../../../check/run/observations.ts';
import { runSimulation } from '../../../check/run/run-simulation.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { exportManifests } from '../../../stack/kubernetes/export-manifests.ts';

// The agents and gateways that `sandbox export kubernetes` writes, and the same agents without their load balancer.

const traffic: Traffic = {
  ...shopTraffic(),
  arrivalsPerSecond: 8,
  warmUpMs: 10_000,
  baselineMs: 20_000,
  faultSchedule: [],
};
/** By the values of `job` and `instance`, as the user's rules see them. */
const targets = 'sum by (job, instance) (up)';

let engine: LoadedEngine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  const { files } = exportManifests();
  const agent = files['config/otel-agent.yaml'] ?? '';
  writeFileSync(join(folder, 'gateway.yaml'), files['config/otel-gateway.yaml'] ?? '');
  writeFileSync(join(folder, 'balanced.yaml'), agent);
  // As of an agent that knows only the name of a Service.
  const plain = 'exporters: {otlp_grpc: {endpoint: "otel-gateway:4317", tls: {insecure: true}}}\n';
  const pipelines = agent.slice(agent.indexOf('\nservice:')).replaceAll(/load_balancing\/\w+/g, 'otlp_grpc');
  writeFileSync(join(folder, 'plain.yaml'), `${agent.slice(0, agent.indexOf('\nexporters:'))}\n${plain}${pipelines}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Simulated {
  observations: Observations;
  /** Of every line that a Collector or Prometheus logged. */
  hash: string;
  scraped: string[];
}

async function simulate(agent: string): Promise<Simulated> {
  const file = (name: string): string => join(folder, name);
  const request = { scenarios: [], rules: [], dashboards: [], secrets: [], headSampling: 1, seed: 1, strict: false };
  const { collector, tiers, rules } = readInputs({
    ...request,
    ...{ collector: [file('gateway.yaml')], agent: [file(agent)], env: { POD_NAME: 'gateway', POD_NAMESPACE: 'a' } },
  });
  const hash = createHash('sha256');
  const onLog = (component: string, line: string): void => void hash.update(`${component} ${line}\n`);
  const simulated = await runSimulation(
    { engine, collector, tiers, prometheus: rules, traffic, seed: 1, headSampling: 1, secrets: [], onLog },
    async (observations) => {
      const found = await observations.prometheus.query(targets);
      return { observations, scraped: found.map(({ labels }) => labels.instance ?? '').sort() };
    },
  );
  return { ...simulated, hash: hash.digest('hex') };
}

const ofOrders = ({ observations }: Simulated): ClassAccount | undefined =>
  observations.classes.find((one) => one.class === 'payment');

let balanced: Simulated;
beforeAll(async () => {
  balanced = await simulate('balanced.yaml');
}, 240_000);

test('a load balancer sends all spans of a trace to one of the gateways: none is incomplete, and none is lost', () => {
  const { observations } = balanced;
  const orders = ofOrders(balanced);
  expect(orders?.sent).toBeGreaterThan(20);
  expect(orders).toMatchObject({ kept: orders?.sent, incomplete: 0 });
  expect(observations.classes.reduce((sum, one) => sum + one.incomplete, 0)).toBe(0);
  const { end } = observations.collector;
  const sent = observations.classes.reduce((sum, one) => sum + one.sent, 0);
  expect(end.metrics.sum('processor_tail_sampling_new_trace_id_received')).toBe(sent);
  // Both agents and both gateways took part.
  const spans = end.metrics.select('receiver_accepted_spans').map(({ value }) => value);
  const routed = observations.agents?.collector.end.metrics.sumBy('loadbalancer_backend_outcome', 'endpoint');
  expect(spans.filter((count) => count > 0)).toHaveLength(2);
  expect(Object.keys(routed ?? {}).sort()).toEqual(['otel-gateway-1:4317', 'otel-gateway-2:4317']);
  expect(spans.reduce((sum, count) => sum + count, 0)).toBe(observations.sent.traces.items);
  expect(observations.received['otlp_http/loki']?.logs.items).toBe(observations.sent.logs.items);
});

test('Prometheus scrapes every Collector under its own instance', () => {
  expect(balanced.scraped).toEqual([
    ...['otel-agent-1:8888', 'otel-agent-2:8888', 'otel-gateway-1:8888', 'otel-gateway-2:8888'],
  ]);
});

test('without it each gateway decides on parts: orders, kept by the route of their first span, are incomplete', async () => {
  const plain = await simulate('plain.yaml');
  const orders = ofOrders(plain);
  expect(orders).toMatchObject({ sent: ofOrders(balanced)?.sent, kept: orders?.sent });
  expect(orders?.incomplete).toBeGreaterThan(20);
  // Both gateways sample the same share by trace ID.
  expect(plain.observations.classes.find((one) => one.class === 'normal')?.incomplete).toBe(0);
});

test('the same seed gives the same result, with five programs in one thread', async () => {
  const again = await simulate('balanced.yaml');
  expect(again.hash).toBe(balanced.hash);
  expect(again.observations.classes).toEqual(balanced.observations.classes);
  expect(again.observations.received).toEqual(balanced.observations.received);
  expect(again.observations.collector).toEqual(balanced.observations.collector);
  expect(again.observations.agents).toEqual(balanced.observations.agents);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';
import type { Replicas } from '../../../../../check/inputs/collector/manifests/replicas.ts';
import { readTiers } from '../../../../../check/inputs/tiers/read-tiers.ts';
import { agentOf, collectorHosts, mostGateways, type Tiers } from '../../../../../check/inputs/tiers/tiers.ts';
import { defined } from '../../../../../lib/defined.ts';

const text = (exporter: string, id: string): string => `receivers: {otlp: {protocols: {grpc: {}}}}
exporters: {${exporter}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [${id}]}}}
`;
const readFile = (): string => text('otlp_grpc: {endpoint: "tempo:4317"}', 'otlp_grpc');
const gateway = adaptCollector({ files: ['gateway.yaml'], env: {}, isBehindAgents: true, readFile });

function read(
  exporter: string,
  id: string,
  { gateways, collector = gateway }: { gateways?: number; collector?: AdaptedCollector } = {},
): Tiers | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'agent.yaml'), text(exporter, id));
  const agent = [join(folder, 'agent.yaml')];
  return readTiers({ agent, env: {}, ...defined({ gateways }) }, collector);
}

test('agents that send to the gateways are a tier of their own, in front of two gateways by default', () => {
  const balancer = 'load_balancing: {protocol: {otlp: {}}, resolver: {dns: {hostname: a}}}';
  expect(collectorHosts(read(balancer, 'load_balancing'))).toEqual(['otel-gateway-1', 'otel-gateway-2']);
  expect(read(balancer, 'load_balancing', { gateways: 3 })?.agent.text).toContain('otel-gateway-3:4317');
  expect(collectorHosts(readTiers({ agent: [], env: {} }, gateway))).toEqual(['otel-collector']);
});

test('there are as many gateways as their manifest starts', () => {
  const count = (number: Replicas['number'], gateways?: number): number | undefined => {
    const collector = { ...gateway, replicas: { owner: 'Deployment otel', number } };
    return read(`otlp_grpc: {endpoint: "gateway:4317"}`, 'otlp_grpc', { collector, ...defined({ gateways }) })
      ?.gateways;
  };
  expect(count({ of: 'count', count: 3 })).toBe(3);
  expect(count({ of: 'count', count: 1 })).toBe(1);
  expect(count({ of: 'count', count: 50 })).toBe(mostGateways);
  expect(count({ of: 'up-to', count: 5 })).toBe(2);
  expect(count({ of: 'count', count: 3 }, 4)).toBe(4);
});

test('agents that send elsewhere are refused', () => {
  expect(() => read('datadog: {}', 'datadog')).toThrow('agent.yaml sends to the gateways');
});

test('an endpoint of the gateways is a backend of the agents, too', () => {
  const exporters = 'otlp_grpc/tempo: {endpoint: "tempo:4317"}, otlp_grpc/gateway: {endpoint: "gateway:4317"}';
  const tiers = read(exporters, 'otlp_grpc/tempo, otlp_grpc/gateway');
  expect(tiers?.agent.exporters.map(({ how }) => how)).toEqual(['captured', 'gateways']);
});

test('services take the agents in turn', () => {
  const services = ['a', 'b', 'c'];
  expect(services.map((one) => agentOf(one, services))).toEqual(['otel-agent-1', 'otel-agent-2', 'otel-agent-1']);
});

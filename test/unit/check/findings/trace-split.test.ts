import { expect, test } from 'vitest';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { traceIncomplete } from '../../../../check/findings/trace-incomplete.ts';
import { traceSplit } from '../../../../check/findings/trace-split.ts';
import { tracesLost } from '../../../../check/findings/traces-lost.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import type { Replicas } from '../../../../check/inputs/collector/manifests/replicas.ts';
import type { Tiers } from '../../../../check/inputs/tiers/tiers.ts';
import type { Finding } from '../../../../lib/events/finding.ts';
import { account, collectorOf, observed, sampler } from './example-inputs.ts';

const collector = collectorOf({ policies: '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}' });

function tiersWith(exporter: string, processors = '', ids = ''): Tiers {
  const [id = ''] = exporter.split(':');
  const text = `receivers: {otlp: {protocols: {grpc: {}}}}
${processors}
exporters:
  ${exporter}
service: {pipelines: {traces: {receivers: [otlp], processors: [${ids}], exporters: [${id}]}}}
`;
  const next = { collector, gateways: 2, backends: new Set<string>() };
  return { gateways: 2, agent: adaptCollector({ files: ['agent.yaml'], env: {}, next, readFile: () => text }) };
}

const plain = tiersWith(`otlp_grpc: {endpoint: 'gateway:4317'}`);
const balancedBy = (key: string): Tiers =>
  tiersWith(`load_balancing: {routing_key: ${key}, protocol: {otlp: {}}, resolver: {dns: {hostname: a}}}`);
const example = { examples: { incomplete: 'abc' } };
const received = (count: number): string => sampler('new_trace_id_received', count);

const find = (tiers: Tiers | undefined, incomplete: number, metrics: string): Promise<Finding[]> =>
  findingsOf(traceSplit, {
    tiers,
    collector,
    observations: observed([account('error', 100, 60, { incomplete, ...example })], metrics),
  });

test('a plain Service in front of tail samplers is an error at the line of the exporter', async () => {
  expect(await find(plain, 40, received(170))).toEqual([
    {
      ...{ kind: 'trace-split', severity: 'error', subject: 'otlp_grpc' },
      message:
        'The spans of 70 of 100 traces reach several tail samplers through otlp_grpc; 40 kept traces are incomplete',
      why:
        'It sends to a plain Service: each of its connections goes to one of 2 gateways, whatever the trace. So tail_sampling ' +
        '(collector.yaml:4) decides on a part of a trace, without the spans at other gateways.',
      hint: 'Use a load_balancing exporter with routing_key traceID, and a dns or k8s resolver for a headless Service.',
      source: { file: 'agent.yaml', line: 4 },
      evidence: [{ label: 'an incomplete trace', text: 'abc' }],
    },
  ]);
  const [none] = await find(plain, 0, received(170));
  expect(none).toMatchObject({ severity: 'warning' });
  expect(none?.message).toContain('; no kept trace is incomplete');
  expect((await find(plain, 1, received(170)))[0]?.message).toContain('; 1 kept trace is incomplete');
});

test('a load balancer splits traces if it routes by another key than the trace ID', async () => {
  expect(await find(balancedBy('service'), 40, received(170))).toMatchObject([
    { subject: 'load_balancing', hint: 'Set routing_key of load_balancing to traceID.' },
  ]);
  expect(await find(balancedBy('traceID'), 40, received(170))).toEqual([]);
});

test('nothing is split without agents, or if no sampler received more traces than were sent', async () => {
  expect(await find(undefined, 40, received(170))).toEqual([]);
  expect(await find(plain, 40, received(100))).toEqual([]);
});

test('a tail sampler in the agents decides on parts, whatever is behind it', async () => {
  const processors = 'processors: {tail_sampling: {policies: [{name: all, type: always_sample}]}}';
  const tiers = tiersWith(`otlp_grpc: {endpoint: 'gateway:4317'}`, processors, 'tail_sampling');
  const observations = observed([account('error', 100, 60, { incomplete: 3 })], received(100));
  const agents = observed([], received(180));
  expect(await findingsOf(traceSplit, { tiers, collector, observations: { ...observations, agents } })).toMatchObject([
    { subject: 'tail_sampling', source: { file: 'agent.yaml', line: 2 } },
  ]);
});

test('a split is the reason of incomplete traces, and a cause of lost ones', async () => {
  const observations = observed([account('error', 100, 60, { incomplete: 40, lostMs: [10] })], received(170));
  expect(await findingsOf(traceIncomplete, { tiers: plain, collector, observations })).toEqual([]);
  expect(await findingsOf(traceIncomplete, { tiers: balancedBy('traceID'), collector, observations })).toHaveLength(1);
  const [lost] = await findingsOf(tracesLost, { tiers: plain, collector, observations });
  expect(lost).toMatchObject({ subject: 'error', source: { file: 'agent.yaml', line: 4 } });
  expect(lost?.why).toContain('It sends to a plain Service');
});

test.each([
  [{ of: 'count', count: 2 }, 'runs 2 replicas, each with its own tail_sampling; this check simulates one'],
  [{ of: 'up-to', count: 5 }, 'runs up to 5 replicas, each with its own tail_sampling; this check simulates one'],
  [{ of: 'node' }, 'runs on each node, each with its own tail_sampling; this check simulates one'],
  [{ of: 'pod' }, 'runs in each pod, each with its own tail_sampling; this check simulates one'],
] satisfies [Replicas['number'], string][])(
  'replicas of a sampler are info without agents: %j',
  async (number, message) => {
    const found = await findReplicas({ owner: 'OpenTelemetryCollector gateway', number });
    expect(found).toMatchObject([
      {
        severity: 'info',
        subject: 'OpenTelemetryCollector gateway',
        message: `OpenTelemetryCollector gateway ${message}`,
      },
    ]);
    expect(found[0]?.source).toEqual({ file: 'collector.yaml', line: 4 });
  },
);

test('replicas do not matter where there is one, where agents are simulated, or where the trace ID decides', async () => {
  const two: Replicas = { owner: 'Deployment otel', number: { of: 'count', count: 2 } };
  expect(await findReplicas({ ...two, number: { of: 'count', count: 1 } })).toEqual([]);
  expect(await findReplicas(two, { tiers: balancedBy('traceID') })).toEqual([]);
  const alike = collectorOf({
    policies:
      '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}\n{name: all, type: always_sample}',
  });
  expect(await findReplicas(two, { collector: alike })).toEqual([]);
});

function findReplicas(
  replicas: Replicas,
  { tiers, collector: of = collector }: { tiers?: Tiers; collector?: typeof collector } = {},
): Promise<Finding[]> {
  const observations = observed([account('error', 100, 60)], received(100));
  return findingsOf(traceSplit, { tiers, collector: { ...of, replicas }, observations });
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { adaptCollector } from '../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../check/inputs/collector/adapted-collector.ts';
import type { Observations } from '../../../check/run/observations.ts';
import type { SimulationEvent } from '../../../check/run/send-traffic.ts';
import { runSimulation } from '../../../check/run/run-simulation.ts';
import { findAll } from '../../../check/findings/definition.ts';
import { findingDefinitions } from '../../../check/findings/index.ts';
import { readFindingInputs } from '../../../check/findings/inputs.ts';
import { shopTraffic } from '../../../check/inputs/traffic/shop-traffic.ts';
import type { ScheduledFault, Traffic } from '../../../check/inputs/traffic/traffic.ts';
import { configFolder } from '../../../lib/paths.ts';
import { binomialInterval } from '../../../scenarios/sampling/ledger/binomial.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { readConfig } from '../../../simulation/stack/read-config.ts';

/** The sandbox's own configuration, with a part of it written anew. */
function collectorWith(...edits: readonly [from: string | RegExp, to: string][]): AdaptedCollector {
  const text = readFileSync(join(configFolder, 'collector.yaml'), 'utf8');
  const edited = edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing in collector.yaml is ${String(from)}`);
    return after;
  }, text);
  return adaptCollector({ files: ['collector.yaml'], env: {}, readFile: () => edited });
}

/** Two minutes of the shop with one fault. */
function trafficWith(fault: ScheduledFault): Traffic {
  return {
    ...shopTraffic(),
    arrivalsPerSecond: 8,
    plantSecrets: { every: 10 },
    warmUpMs: 10_000,
    baselineMs: 40_000,
    faultSchedule: [{ faults: [fault], forMs: 40_000, recoveryMs: 30_000 }],
  };
}

const errors: ScheduledFault = {
  label: 'errors at payment',
  fault: 'error-rate',
  service: 'payment',
  parameters: { rate: 0.5, status: 500 },
};
const latency: ScheduledFault = { label: 'latency', fault: 'latency', service: 'payment', parameters: { ms: 5000 } };

interface Simulated {
  observations: Observations;
  findings: Finding[];
  events: SimulationEvent[];
  rates: number;
  /** The hash of every line that the Collector and Prometheus logged. */
  hash: string;
}

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
});

async function simulate(
  collector: AdaptedCollector,
  fault: ScheduledFault,
  { seed = 1, headSampling = 1 } = {},
): Promise<Simulated> {
  const { files, prometheus: path } = readConfig();
  const hash = createHash('sha256');
  const events: SimulationEvent[] = [];
  const simulated = await runSimulation(
    {
      engine,
      collector,
      prometheus: { files, path },
      traffic: trafficWith(fault),
      seed,
      headSampling,
      secrets: [],
      onEvent: (event) => events.push(event),
      onLog: (component, line) => void hash.update(`${component} ${line}\n`),
    },
    async (observations) => {
      const rates = await observations.prometheus.query('sum(traces_span_metrics_calls_total)');
      const findings = await findAll(findingDefinitions, await readFindingInputs({ collector, observations }));
      return { observations, findings, rates: rates[0]?.value ?? 0 };
    },
  );
  return { ...simulated, events, hash: hash.digest('hex') };
}

const accountOf = ({ observations }: Simulated, name: string): Observations['classes'][number] => {
  const account = observations.classes.find((one) => one.class === name);
  if (!account) throw new Error(`there is no class ${name}`);
  return account;
};

describe("the sandbox's own configuration", () => {
  let first: Simulated;
  beforeAll(async () => {
    first = await simulate(collectorWith(), errors);
  });

  test('keeps every error and order, and of the rest one in twenty', () => {
    const { timeline } = first.observations;
    const error = accountOf(first, 'error');
    expect(error.sent).toBeGreaterThan(10);
    expect(error).toMatchObject({ kept: error.sent, incomplete: 0, policies: { errors: error.sent } });
    const payment = accountOf(first, 'payment');
    expect(payment).toMatchObject({ kept: payment.sent, policies: { 'order-placements': payment.sent } });
    const normal = accountOf(first, 'normal');
    const { min, max } = binomialInterval(normal.sent, 0.05);
    expect(normal.kept).toBeGreaterThanOrEqual(min);
    expect(normal.kept).toBeLessThanOrEqual(max);
    const [fault] = timeline.faults;
    expect(fault?.firstAffectedAt).toBeGreaterThanOrEqual(fault?.start ?? Infinity);
    expect(fault?.firstAffectedAt).toBeLessThan(fault?.end ?? 0);
  });

  test('loses nothing, leaks none of the planted secrets, and has no finding of severity error', () => {
    const { sent, received, leaks, classes } = first.observations;
    expect(received['otlp_http/loki']?.logs.items).toBe(sent.logs.items);
    expect(received['otlp_http/prometheus']?.metrics.items).toBeGreaterThan(sent.metrics.items);
    expect(leaks).toEqual([]);
    expect(first.findings.filter(({ severity, kind }) => severity === 'error' || kind === 'telemetry-lost')).toEqual(
      [],
    );
    const load = first.events.findLast(({ type }) => type === 'load');
    const requests = classes.reduce((sum, one) => sum + one.sent, 0);
    expect(load).toMatchObject({ sent: requests, failed: accountOf(first, 'error').sent });
    // Metrics from spans reached Prometheus by the capture, every span counted.
    expect(first.rates).toBe(sent.traces.items);
  });

  test('emits its phases and its fault as events', () => {
    const events = first.events.filter(({ type }) => type !== 'load');
    expect(events.map((event) => (event.type === 'phase' ? event.name : event.type))).toEqual([
      ...['boot', 'steady-state', 'fault', 'fault.start', 'fault.end', 'recovery', 'teardown'],
    ]);
  });

  test('does the same for the same seed', async () => {
    const second = await simulate(collectorWith(), errors);
    expect(second.hash).toBe(first.hash);
    expect(second.events).toEqual(first.events);
    expect(second.observations.classes).toEqual(first.observations.classes);
    expect(second.observations.received).toEqual(first.observations.received);
    expect(second.observations.collector).toEqual(first.observations.collector);
  });
});

test('a decision after one second loses traces of five and makes others incomplete, and the finding names a long enough decision_wait', async () => {
  const impatient = collectorWith(
    [/decision_wait: 30s\n/, 'decision_wait: 1s\n'],
    // Few enough that a decision is forgotten before the last spans of its trace come.
    [/num_traces: \d+/, 'num_traces: 60'],
    [/ +decision_wait_after_root_received: 5s\n/, ''],
    [/ +decision_cache:\n +sampled_cache_size: \d+\n +non_sampled_cache_size: \d+\n/, ''],
  );
  const simulated = await simulate(impatient, latency);
  const slow = accountOf(simulated, 'slow');
  expect(slow.kept).toBeLessThan(slow.sent);
  expect(slow.incomplete).toBeGreaterThan(5);
  for (const kind of ['traces-lost', 'trace-incomplete']) {
    const finding = simulated.findings.find((one) => one.kind === kind);
    expect(finding).toMatchObject({ severity: 'error', source: { file: 'collector.yaml' } });
    expect(finding?.hint).toContain('Set decision_wait to at least 12s.');
  }
});

test('a head sampler loses errors, and a Collector that redacts nothing leaks what was planted', async () => {
  const careless = collectorWith([/transform\/redaction\]/g, ']'], [/, \]/g, ']']);
  const simulated = await simulate(careless, errors, { headSampling: 0.25 });
  const error = accountOf(simulated, 'error');
  const dropped = simulated.observations.headDropped?.error ?? 0;
  expect(dropped).toBeGreaterThan(0);
  expect(error.kept).toBe(error.sent - dropped);
  expect(simulated.findings.find(({ kind, subject }) => kind === 'traces-lost' && subject === 'error')?.why).toContain(
    `Head sampling dropped ${dropped} of them`,
  );
  const leaked = simulated.findings.filter(({ kind }) => kind === 'secret-leaked').map(({ subject }) => subject);
  expect(new Set(leaked)).toEqual(new Set(['planted token', 'planted password']));
});

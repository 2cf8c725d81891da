import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulatedScenario } from '../../../check/catalog/simulated-scenario.ts';
import { errorBurst } from '../../../scenarios/catalog/error-burst.ts';
import { loadSpike } from '../../../scenarios/catalog/load-spike.ts';
import { headSamplingLoss } from '../../../scenarios/catalog/head-sampling-loss.ts';
import { simulateScenario } from '../../../check/catalog/simulate-scenario.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { defineScenario } from '../../../scenarios/scenario.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { readConfig } from '../../../simulation/stack/read-config.ts';

const steady = { type: 'metric', name: 'rate', query: 'sum(rate(traces_span_metrics_calls_total[1m]))' } as const;

/** Everything of a run in little: traffic, a fault, all three signals, and a look at each end. */
const small = defineScenario({
  name: 'small',
  title: 'Small',
  teaches: 'Nothing.',
  explanation: { does: 'Little.', see: ['That two runs are the same.'] },
  load: { arrivalsPerSecond: 4, routes: { browse: 1, product: 1, order: 1, 'read-order': 1 } },
  steadyState: { within: '2m', probes: [{ ...steady, tolerance: { min: 1 } }] },
  duration: '30s',
  faults: [{ fault: 'error-rate', target: { service: 'payment' }, parameters: { rate: 0.5 }, to: '30s' }],
  expectations: [
    { type: 'traces', name: 'errors', class: 'error', policy: 'errors' },
    { type: 'accounted', name: 'all' },
    { type: 'logs', name: 'logs', query: '{service_name="payment"} | trace_id != ""', tolerance: { min: 1 } },
    { type: 'link', name: 'exemplars', link: 'exemplar-to-trace' },
  ],
  recovery: { within: '1m', probes: [{ type: 'healthy' }] },
});

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
});

interface Run {
  events: RunEvent[];
  /** Of every event, and of every line that the Collector and Prometheus wrote. */
  hash: string;
}

async function run(scenario: typeof small, seed: number): Promise<Run> {
  const hash = createHash('sha256');
  const events: RunEvent[] = [];
  const onLog = (component: string, line: string): void => void hash.update(`${component} ${line}\n`);
  for await (const event of simulateScenario(scenario, { engine, config: readConfig(), seed, onLog })) {
    hash.update(JSON.stringify(event));
    events.push(event);
  }
  return { events, hash: hash.digest('hex') };
}

const verdicts = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'expect.fail' ? [`${event.name}: ${event.observed}`] : []));

test('the same seed makes the same run, byte for byte, and another one another', async () => {
  const [first, second, other] = [await run(small, 1), await run(small, 1), await run(small, 2)];
  expect(verdicts(first.events)).toEqual([]);
  expect(second.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
}, 240_000);

describe('a burst of errors with production windows', () => {
  let events: RunEvent[];
  beforeAll(async () => {
    ({ events } = await run(simulatedScenario(errorBurst), 7));
  }, 240_000);

  test('passes', () => {
    expect(verdicts(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'run.end', result: 'pass' });
  });

  test('fires after the two minutes of its rule, at evaluations, and resolves within a minute and a flush of the end', () => {
    const timeline = events.flatMap((event) =>
      event.type === 'alert' && event.labels.service_name === 'payment'
        ? [[event.to, Date.parse(event.at)] as const]
        : [],
    );
    expect(timeline.map(([to]) => to)).toEqual(['pending', 'firing', 'inactive']);
    const [pending = 0, firing = 0, inactive = 0] = timeline.map(([, at]) => at);
    expect(Math.round((firing - pending) / 1000)).toBe(120);
    expect(Math.round((inactive - pending) / 1000) % 15).toBe(0);
    const over = events.find((event) => event.type === 'fault.end');
    const end = Date.parse(over?.time ?? '');
    expect(inactive).toBeGreaterThan(end);
    // The rule looks back a minute; spans wait 5 s for their batch, metrics 15 s for their flush, and the rule 15 s for its turn.
    expect(inactive - end).toBeLessThanOrEqual((60 + 5 + 15 + 15) * 1000);
  });
});

test('head-sampling-loss fails where the service samples every trace that its caller sampled', async () => {
  // The cause is gone, and the fault with its window stays.
  const consistent = headSamplingLoss.faults.map((fault) => ({ ...fault, parameters: { ratio: 1 } }));
  const shorter = { ...simulatedScenario(headSamplingLoss), faults: consistent as typeof headSamplingLoss.faults };
  const { events } = await run(shorter, 3);
  expect(verdicts(events).map((text) => text.slice(0, text.indexOf(':')))).toEqual([
    'a quarter of the requests of order is traced',
    'orders are kept, but most are incomplete',
  ]);
}, 240_000);

test('the evidence of a load spike fails without the spike', async () => {
  const expectations = loadSpike.expectations.filter(({ type }) => type === 'metric');
  const quiet = simulatedScenario({ ...loadSpike, duration: '1m', faults: [], expectations });
  const { events } = await run(quiet, 1);
  const failed = events.flatMap((event) => (event.type === 'expect.fail' ? [event.name] : []));
  expect(failed).toEqual(expectations.map(({ name }) => name));
}, 240_000);

import { seededRandom } from '../../lib/random.ts';
import type { Endpoints } from '../../stack/components/endpoints.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { serviceNames } from '../../stack/services/index.ts';
import { telemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import {
  bootSimulatedStack,
  type SimulatedStackConfig,
  type SimulatedStack,
} from '../../simulation/stack/boot-stack.ts';
import { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import { Channel } from '../../lib/events/channel.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { runScenario } from '../../scenarios/run/run-scenario.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { ModelSystem } from '../../simulation/services/model-system.ts';
import { shop } from '../../simulation/services/shop.ts';
import { shopSender } from './shop-sender.ts';

export interface SimulateScenarioOptions {
  engine: LoadedEngine;
  config: SimulatedStackConfig;
  seed: number;
  /** 1, production, by default. */
  pace?: number;
  withFaults?: boolean;
  signal?: AbortSignal;
  onLog?: (component: string, line: string) => void;
  /** Called after the run in virtual time, before the stack is stopped. */
  beforeStop?: (stack: SimulatedStack) => Promise<void>;
}

/** When virtual time begins: the same for every run, because the time of day is part of the events. */
const epoch = Date.UTC(2026, 0, 1) / 1000;

/**
 * Runs a scenario in virtual time, in this thread, with a stack of its own and a model of the demo services. The same
 * seed gives the same events. Rejects with a UserError if a component rejects its configuration.
 */
export async function* simulateScenario(
  scenario: Scenario,
  options: SimulateScenarioOptions,
): AsyncGenerator<RunEvent, void> {
  const { engine, config, seed, pace = 1, withFaults = true, signal, onLog, beforeStop } = options;
  const time = new VirtualTime(epoch);
  const channel = new Channel<RunEvent>();
  const abandoned = new AbortController();
  const work = async (): Promise<void> => {
    const random = seededRandom(seed).fork('virtual');
    const stack = await bootSimulatedStack({ engine, time, random, config, ...(onLog ? { onLog } : {}) });
    const system = new ModelSystem({
      model: shop,
      time,
      random: random.fork('model'),
      send: () => stack.send,
      intervals: telemetryIntervals(pace),
    });
    const events = runScenario(scenario, {
      endpoints: simulatedEndpoints,
      runtime: 'virtual',
      pace,
      seed,
      clock: time,
      signal: signal ? AbortSignal.any([signal, abandoned.signal]) : abandoned.signal,
      withFaults,
      runId: `${scenario.name}-${seed}`,
      clients: { ...stack.clients, faults: (service) => system.faults(service), health: () => Promise.resolve() },
      sender: shopSender(system, time),
      control: stack.control,
    });
    for await (const event of events) channel.push(event);
    await beforeStop?.(stack);
    await system.stop();
    await stack.stop();
  };
  const running = time.run(work).finally(() => channel.close());
  running.catch(() => undefined);
  try {
    yield* channel.items();
  } finally {
    abandoned.abort(new Error('the run was abandoned'));
    await running;
  }
}

/** They only appear in links; nothing listens there. */
const simulatedEndpoints: Endpoints = {
  gateway: 'http://gateway:8080',
  collector: {
    otlpGrpc: 'otel-collector:4317',
    otlpHttp: 'http://otel-collector:4318',
    health: 'http://otel-collector:13133',
    metrics: 'http://otel-collector:8888',
  },
  jaeger: 'http://jaeger:16686',
  prometheus: 'http://prometheus:9090',
  loki: 'http://loki:3100',
  control: Object.fromEntries(serviceNames.map((name) => [name, `model://${name}`])),
};

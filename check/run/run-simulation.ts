import { seededRandom } from '../../lib/random.ts';
import { traceIdRatio } from '../../simulation/services/head-sampling.ts';
import { ModelSystem } from '../../simulation/services/model-system.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { telemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import { MemoryHttpClient } from '../../simulation/http/client.ts';
import { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import type { VirtualHost } from '../../simulation/stack/role-starter.ts';
import { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Observations } from './observations.ts';
import { LeakSearch } from '../analysis/secrets/leak-search.ts';
import { searchMetrics } from '../analysis/secrets/search-metrics.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import { bootWorld } from './boot-simulation.ts';
import { Capture } from './capture.ts';
import { decidedAfterMs, drain } from './drain.ts';
import { secretsOf } from './known-secrets.ts';
import { LogKeeper } from './log-keeper.ts';
import { MetricsForwarder } from './metrics-forwarder.ts';
import { play, type Played, type WorldEvent } from './simulate.ts';
import { trafficRequests } from './traffic-requests.ts';
import { TraceLedger } from './trace-ledger.ts';
import { WaysIn } from './otlp-senders.ts';

export interface WorldOptions {
  engine: LoadedEngine;
  collector: AdaptedCollector;
  /** Texts by absolute path, and the path of the configuration among them. */
  prometheus: { files: Readonly<Record<string, string>>; path: string };
  traffic: Traffic;
  seed: number;
  /** The share of traces that a head sampler lets out, 0 to 1. */
  headSampling: number;
  /** What must not leave the Collector, beside the secrets that the traffic plants. */
  secrets: readonly RegExp[];
  signal?: AbortSignal;
  onEvent?: (event: WorldEvent) => void;
  onLog?: (component: VirtualHost, line: string) => void;
  /** Told at the end how long the world's own parts took of this machine's time, in milliseconds. */
  onTimes?: (times: { model: number; capture: number; counting: number }) => void;
}

/** When virtual time begins: the same for every check, as the time of day is part of what is told. */
const epoch = Date.UTC(2026, 0, 1) / 1000;
/** A batch of an SDK, and the tries that follow where the Collector refuses it. */
const exportMs = 5000 + 30_000;
/** Whole traces that come late are not taken for lost. */
const marginMs = 30_000;

/**
 * Plays traffic through a person's Collector, with Prometheus behind it, in virtual time. `then` is called when all is over and Prometheus
 * still answers; within it nothing but what runs in virtual time may be waited for. The same seed makes the same observations. Rejects with
 * a UserError where a component refuses its configuration, and with the signal's reason.
 */
export async function runWorld<T>(
  options: WorldOptions,
  then: (observations: Observations) => T | Promise<T>,
): Promise<T> {
  const time = new VirtualTime(epoch);
  return await time.run(() => world(time, options, then));
}

async function world<T>(
  time: VirtualTime,
  options: WorldOptions,
  then: (observations: Observations) => T | Promise<T>,
): Promise<T> {
  const { engine, collector, prometheus, traffic, seed, headSampling, signal, onEvent = ignore } = options;
  const random = seededRandom(seed).fork('check');
  const secrets = secretsOf(traffic, options.secrets);
  const leaks = secrets.length === 0 ? undefined : new LeakSearch(secrets);
  const network = new MemoryNetwork(time);
  const log = new LogKeeper();
  const waits = collector.samplers.map(({ decisionWaitMs }) => decisionWaitMs);
  const ledger = new TraceLedger(exportMs + decidedAfterMs(waits) + marginMs);
  const tell = (name: 'boot' | 'teardown'): void =>
    onEvent({ type: 'phase', time: new Date(time.now()).toISOString(), name });

  tell('boot');
  const http = new MemoryHttpClient(network.join('host'), time);
  const forwarder = new MetricsForwarder(http, time, (exporter, reason) => {
    log.keep(`Prometheus refused metrics of ${exporter}: ${reason}`);
  });
  const capture = new Capture({ ledger, leaks, forwardMetrics: forwarder.forward });
  await capture.listen(network, collector.waysOut);
  const booted = await bootWorld({
    engine,
    time,
    random,
    network,
    http,
    collector: collector.text,
    prometheus,
    onLog: (component, line) => {
      if (component === 'otel-collector') log.add(line);
      options.onLog?.(component, line);
    },
  });
  const waysIn = new WaysIn(http, collector.waysIn);
  const system = new ModelSystem({
    model: traffic.system,
    time,
    random: random.fork('model'),
    send: waysIn.send,
    intervals: telemetryIntervals(1),
    ...(headSampling < 1 ? { sampled: traceIdRatio(headSampling) } : {}),
  });
  let modelMs = 0;
  const played = async (): Promise<Observations> => {
    const start = { time: time.now(), metrics: await booted.collector.read(signal) };
    const work = trafficRequests({ traffic, time, random, system, ledger });
    const request = (): Played => {
      const begin = performance.now();
      const result = work();
      modelMs += performance.now() - begin;
      return result;
    };
    const onTick = (): void => ledger.settle(time.now());
    const { timeline, lastEnd } = await play({ traffic, time, random, system, request, onEvent, onTick, signal });
    await time.sleep(Math.max(0, lastEnd - time.exactNow()) + 1, signal);
    await system.stop();
    const end = await drain({ time, collector: booted.collector, decisionWaits: waits, signal });
    await forwarder.idle();
    if (leaks) {
      const window = { start: timeline.start, end: time.now(), signal };
      await searchMetrics(leaks, booted.prometheus, collector.waysOut, window);
    }
    ledger.settle();
    const headDropped = ledger.headDropped();
    return {
      timeline,
      slowMs: traffic.slowMs,
      classes: ledger.accounts(),
      ...(headSampling < 1 ? { headDropped } : {}),
      sent: waysIn.sent,
      received: capture.received,
      leaks: leaks?.leaks ?? [],
      attributes: system.attributeNames,
      collector: { start, end },
      prometheus: booted.prometheus,
      collectorLog: log.lines,
    };
  };
  try {
    const result = await Promise.race([played().then(then), booted.broken]);
    options.onTimes?.({ model: modelMs, capture: capture.busyMs, counting: waysIn.busyMs });
    return result;
  } finally {
    tell('teardown');
    await booted.stop();
  }
}

function ignore(): void {
  // Nobody listens.
}

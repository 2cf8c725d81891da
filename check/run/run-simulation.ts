import { defined } from '../../lib/defined.ts';
import { asString } from '../../lib/json.ts';
import { seededRandom } from '../../lib/random.ts';
import { traceIdRatio } from '../../simulation/services/head-sampling.ts';
import { ModelSystem } from '../../simulation/services/model-system.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { telemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import { MemoryHttpClient } from '../../simulation/http/client.ts';
import { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Features } from '../inputs/features/feature-list.ts';
import type { Observations } from './observations.ts';
import { LeakSearch } from '../analysis/secrets/leak-search.ts';
import { searchMetrics } from '../analysis/secrets/search-metrics.ts';
import { agentHosts, agentOf, agentPrefix, collectorHosts, gatewayService, type Tiers } from '../inputs/tiers/tiers.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import { bootSimulation } from './boot-simulation.ts';
import { agentFailed } from './explain-rejected-config.ts';
import { Capture } from './capture.ts';
import { decidedAfterMs, drainCollector } from './drain-collector.ts';
import { secretsOf } from './known-secrets.ts';
import { WarningLog } from './warning-log.ts';
import { MetricsForwarder } from './metrics-forwarder.ts';
import { sendTraffic, type SentRequest, type SimulationEvent } from './send-traffic.ts';
import { trafficRequests } from './traffic-requests.ts';
import { TraceLedger } from './traces/trace-ledger.ts';
import { traceWatchers } from './traces/trace-watchers.ts';
import { OtlpSender } from './otlp-sender.ts';

export interface SimulationOptions {
  engine: LoadedEngine;
  /** With `tiers`, the configuration of the gateways. */
  collector: AdaptedCollector;
  tiers?: Tiers | undefined;
  /** Texts by absolute path, and the path of the configuration among them. */
  prometheus: { files: Readonly<Record<string, string>>; path: string };
  features?: Pick<Features, 'enabled' | 'gates'>;
  traffic: Traffic;
  seed: number;
  /** The ratio of the services' head sampler, 0 to 1. */
  headSampling: number;
  /** What must not leave the Collector, in addition to the secrets that the traffic plants. */
  secrets: readonly RegExp[];
  signal?: AbortSignal;
  onEvent?: (event: SimulationEvent) => void;
  /** `component` is the host. */
  onLog?: (component: string, line: string) => void;
  /** Called at the end with the real time that parts of the simulation took, in milliseconds. */
  onTimes?: (times: { model: number; capture: number; counting: number }) => void;
}

/** When virtual time begins: the same for every check, because the time of day is part of the output. */
const epoch = Date.UTC(2026, 0, 1) / 1000;
/** The delay of a batch in an SDK, and its retries if the Collector refuses it. */
const exportMs = 5000 + 30_000;
/** So that traces that leave the Collector late do not count as lost. */
const marginMs = 30_000;

/**
 * Simulates traffic in virtual time: sends it through the user's Collector, with Prometheus as its metrics backend. The
 * same seed gives the same observations. `then` is called at the end, while Prometheus can still be queried; it must
 * not wait for anything outside of virtual time. Rejects with a UserError if a component rejects its configuration, and
 * with the signal's reason.
 */
export async function runSimulation<T>(
  options: SimulationOptions,
  then: (observations: Observations) => T | Promise<T>,
): Promise<T> {
  const time = new VirtualTime(epoch);
  return await time.run(() => simulate(time, options, then));
}

async function simulate<T>(
  time: VirtualTime,
  options: SimulationOptions,
  then: (observations: Observations) => T | Promise<T>,
): Promise<T> {
  const { engine, collector, tiers, prometheus, traffic, seed, headSampling, signal, onEvent = ignore } = options;
  const random = seededRandom(seed).fork('check');
  const secrets = secretsOf(traffic, options.secrets);
  const leaks = secrets.length === 0 ? undefined : new LeakSearch(secrets);
  const network = new MemoryNetwork(time);
  const hosts = collectorHosts(tiers);
  if (tiers) network.addService(gatewayService, hosts);
  const log = new WarningLog();
  const agentLog = new WarningLog();
  const waitsOf = ({ samplers }: AdaptedCollector): number[] => samplers.map(({ decisionWaitMs }) => decisionWaitMs);
  const waits = waitsOf(collector);
  const agentWaits = tiers ? waitsOf(tiers.agent) : [];
  const watchers = traceWatchers(...(tiers ? [tiers.agent] : []), collector);
  const agentBatchingMs = tiers?.agent.batchingMs ?? 0;
  const { batchingMs = 0 } = collector;
  const settleMs = exportMs + decidedAfterMs([...agentWaits, ...waits], agentBatchingMs + batchingMs) + marginMs;
  const ledger = new TraceLedger(settleMs, watchers);
  const reportPhase = (name: 'boot' | 'teardown'): void =>
    onEvent({ type: 'phase', time: new Date(time.now()).toISOString(), name });

  reportPhase('boot');
  const http = new MemoryHttpClient(network.join('host'), time);
  const forwarder = new MetricsForwarder(http, time, (exporter, reason) => {
    log.keep(`Prometheus refused metrics of ${exporter}: ${reason}`);
  });
  const capture = new Capture({ ledger, leaks, forwardMetrics: forwarder.forward });
  await capture.listen(network, collector.exporters);
  if (tiers) await capture.listen(network, tiers.agent.exporters, agentPrefix);
  const booted = await bootSimulation({
    engine,
    time,
    random,
    network,
    http,
    collectors: [
      { text: collector.text, hosts, failedCode: 'engine-failed' },
      ...(tiers ? [{ text: tiers.agent.text, hosts: agentHosts, failedCode: agentFailed }] : []),
    ],
    prometheus,
    features: options.features,
    onLog: (host, line) => {
      if (hosts.includes(host)) log.add(line);
      if (agentHosts.includes(host)) agentLog.add(line);
      options.onLog?.(host, line);
    },
  });
  const ownMetrics = booted.metricsOf(hosts);
  const agentMetrics = tiers ? booted.metricsOf(agentHosts) : undefined;
  const spans: Record<string, number> = {};
  const sender = new OtlpSender(http, (tiers?.agent ?? collector).receivers);
  const services = Object.keys(traffic.system.services);
  const system = new ModelSystem({
    model: traffic.system,
    time,
    random: random.fork('model'),
    send: (service, replica) => sender.sendTo(tiers ? agentOf(service, services, replica) : (hosts[0] ?? '')),
    intervals: telemetryIntervals(1),
    ...(headSampling < 1 ? { sampled: traceIdRatio(headSampling) } : {}),
    onSpan: (resource, record) => {
      const name = asString(resource['service.name']);
      spans[name] = (spans[name] ?? 0) + 1;
      watchers.spans.add(resource, record);
    },
  });
  let modelMs = 0;
  const observe = async (): Promise<Observations> => {
    const start = { time: time.now(), metrics: await ownMetrics.read(signal) };
    const agentStart = agentMetrics && { time: time.now(), metrics: await agentMetrics.read(signal) };
    const work = trafficRequests({ traffic, time, random, system, ledger });
    const request = (): SentRequest => {
      const begin = performance.now();
      const result = work();
      modelMs += performance.now() - begin;
      return result;
    };
    const onTick = (): void => ledger.settle(time.now());
    const { timeline, lastEnd } = await sendTraffic({
      traffic,
      time,
      random,
      system,
      request,
      onEvent,
      onTick,
      signal,
    });
    await time.sleep(Math.max(0, lastEnd - time.exactNow()) + 1, signal);
    await system.stop();
    const agentWaiting = { decisionWaits: agentWaits, batchingMs: agentBatchingMs };
    const agentEnd = agentMetrics && (await drainCollector({ time, collector: agentMetrics, ...agentWaiting, signal }));
    const end = await drainCollector({ time, collector: ownMetrics, decisionWaits: waits, batchingMs, signal });
    await forwarder.idle();
    if (leaks) {
      const window = { start: timeline.start, end: time.now(), signal };
      await searchMetrics(leaks, booted.prometheus, collector.exporters, window);
    }
    ledger.settle();
    const headDropped = ledger.headDropped();
    return {
      timeline,
      slowMs: traffic.slowMs,
      classes: ledger.accounts(),
      examples: watchers.examples.list(),
      ...(headSampling < 1 ? { headDropped } : {}),
      sent: sender.sent,
      received: capture.received,
      leaks: leaks?.leaks ?? [],
      attributes: system.attributeNames,
      spans,
      metrics: system.sentMetrics.list(),
      ...defined({ exportIntervalMs: traffic.exportIntervalMs }),
      collector: { start, end },
      ...(agentStart && agentEnd
        ? { agents: { collector: { start: agentStart, end: agentEnd }, collectorLog: agentLog.lines } }
        : {}),
      prometheus: booted.prometheus,
      collectorLog: log.lines,
    };
  };
  try {
    const result = await Promise.race([observe().then(then), booted.broken]);
    options.onTimes?.({ model: modelMs, capture: capture.busyMs, counting: sender.busyMs });
    return result;
  } finally {
    reportPhase('teardown');
    await booted.stop();
  }
}

function ignore(): void {
  // There is no listener.
}

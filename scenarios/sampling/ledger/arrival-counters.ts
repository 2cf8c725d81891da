import { pollIntervalMs } from '../../pace.ts';
import type { Clock } from '../../../lib/clock.ts';
import { waitUntil } from '../../../lib/wait.ts';
import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import { proxyService } from '../../proxy/proxy-service.ts';
import { loadUserAgent } from '../../load/sender.ts';

/** How many of the load's requests reached the Collector, as counted by span metrics before sampling. */
export interface Arrived {
  count: number;
  /**
   * False where the metric does not separate the load from other requests to the gateway: these could then cover a
   * loss.
   */
  exact: boolean;
}

/**
 * Each request makes one server span in the service where it enters, and the load names itself in its user agent. With
 * `user_agent.original` among the dimensions of span metrics this is a count of the load's requests alone.
 */
export async function readArrived(prometheus: PrometheusApi, entry: string, signal?: AbortSignal): Promise<Arrived> {
  const requests = `traces_span_metrics_calls_total{service_name="${entry}", span_kind="SPAN_KIND_SERVER"`;
  // Nothing but the load goes through the proxy of a run.
  if (entry === proxyService) return { count: (await total(prometheus, `${requests}}`, signal)) ?? 0, exact: true };
  const own = await total(prometheus, `${requests}, user_agent_original="${loadUserAgent}"}`, signal);
  if (own !== undefined) return { count: own, exact: true };
  const labeled = await total(prometheus, `${requests}, user_agent_original!=""}`, signal);
  if (labeled !== undefined) return { count: 0, exact: true };
  return { count: (await total(prometheus, `${requests}}`, signal)) ?? 0, exact: false };
}

/**
 * How many spans the services' SDKs have dropped: their queue was full, or the Collector refused them until the retry
 * limit.
 */
export async function readDroppedBySdks(prometheus: PrometheusApi, signal?: AbortSignal): Promise<number | undefined> {
  const failed = await total(prometheus, 'otel_sdk_processor_span_processed_total{error_type!=""}', signal);
  if (failed !== undefined) return failed;
  // Nothing was dropped yet where the SDK counts what it processed; where it does not count, the number is unknown.
  return (await total(prometheus, 'otel_sdk_processor_span_processed_total', signal)) === undefined ? undefined : 0;
}

async function total(prometheus: PrometheusApi, series: string, signal?: AbortSignal): Promise<number | undefined> {
  const [sample] = await prometheus.query(`sum(${series})`, { signal });
  return sample?.value;
}

interface ArrivalOptions {
  prometheus: PrometheusApi;
  /** The service where requests enter. */
  entry: string;
  /** What had been counted before the first request. */
  before: number;
  clock: Clock;
  pace: number;
  signal?: AbortSignal;
}

/** Metrics pass a flush, a queue and Prometheus, and arrive late on a busy machine: the wait lasts while they grow. */
const longestArrivalMs = 120_000;

/** Waits until span metrics have counted every request, or have stopped counting. */
export async function waitUntilArrived(
  expected: number,
  { entry, before, prometheus, clock, pace, signal }: ArrivalOptions,
): Promise<Arrived> {
  const quietMs = 5000 + 45_000 / pace;
  let last: Arrived = { count: 0, exact: true };
  let grownAt = clock.now();
  await waitUntil(
    async () => {
      const { count, exact } = await readArrived(prometheus, entry, signal);
      const arrived = count >= before ? count - before : count;
      if (arrived !== last.count) grownAt = clock.now();
      last = { count: arrived, exact };
      const isOver = arrived >= expected || clock.now() - grownAt > quietMs;
      return isOver ? { done: true, value: last } : { done: false, seen: `${arrived} requests` };
    },
    { timeoutMs: longestArrivalMs, intervalMs: pollIntervalMs(pace), clock, ...(signal ? { signal } : {}) },
  );
  return last;
}

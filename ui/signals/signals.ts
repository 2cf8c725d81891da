import type { CollectorApi, PrometheusApi } from '../../stack/clients/clients.ts';
import type { RangeSeries } from '../../stack/clients/prometheus.ts';
import { samplerOf } from '../collector/flow.ts';

/** Signals of one service from its spans before sampling, as points of time (ms since the epoch) and value. */
export interface ServiceSignals {
  service: string;
  /** Requests per second. */
  rate: readonly [number, number][];
  /** Share of requests that failed, 0 to 1. */
  errors: readonly [number, number][];
  /** 99th percentile of the duration; seconds. */
  p99: readonly [number, number][];
}

export interface SignalsAnswer {
  kind: 'signals';
  services: readonly ServiceSignals[];
  from: number;
  to: number;
}

/** Decisions of the sampler since the Collector started. */
export interface SamplerAnswer {
  kind: 'sampler';
  kept: number;
  dropped: number;
  /** Traces sampled by each policy. A trace can be sampled by several. */
  policies: Readonly<Record<string, number>>;
}

export type HomeAnswer = SignalsAnswer | SamplerAnswer;

/** Time range of the signals. */
export const windowMs = 120_000;
const stepMs = 2_000;

const calls = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"';
const buckets = 'traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER"}';

/** A minute in production, divided by the pace, but at least two samples. */
function rateWindow(pace: number): string {
  return `${Math.max(5, Math.round(60 / pace))}s`;
}

/**
 * The signals of each service, `own` first and in this order, then those of all others that have metrics.
 *
 * @param own names of services that are shown even without metrics
 */
export async function askSignals(
  { prometheus, pace, own }: { prometheus: Pick<PrometheusApi, 'queryRange'>; pace: number; own: readonly string[] },
  signal: AbortSignal,
): Promise<SignalsAnswer> {
  const to = Math.floor(Date.now() / stepMs) * stepMs;
  const range = { start: to - windowMs, end: to, stepMs, signal };
  const window = rateWindow(pace);
  const [rate, errors, p99] = await Promise.all([
    prometheus.queryRange(`sum by (service_name) (rate(${calls}}[${window}]))`, range),
    prometheus.queryRange(
      `sum by (service_name) (rate(${calls}, status_code="STATUS_CODE_ERROR"}[${window}])) / sum by (service_name) (rate(${calls}}[${window}]))`,
      range,
    ),
    prometheus.queryRange(`histogram_quantile(0.99, sum by (service_name, le) (rate(${buckets}[${window}])))`, range),
  ]);
  const of = (series: readonly RangeSeries[], service: string): readonly [number, number][] =>
    series.find(({ labels }) => labels.service_name === service)?.points ?? [];
  const others = rate.flatMap(({ labels }) => labels.service_name ?? []).filter((name) => !own.includes(name));
  const services = [...own, ...others.sort()].map((service): ServiceSignals => {
    return { service, rate: of(rate, service), errors: of(errors, service), p99: of(p99, service) };
  });
  return { kind: 'signals', services, from: to - windowMs, to };
}

export async function askSampler(collector: Pick<CollectorApi, 'read'>, signal: AbortSignal): Promise<SamplerAnswer> {
  const { kept, dropped, policies } = samplerOf(await collector.read(signal));
  const sampling = policies.filter(({ votes }) => votes > 0);
  return {
    ...{ kind: 'sampler', kept, dropped },
    policies: Object.fromEntries(sampling.map(({ name, votes }) => [name, votes])),
  };
}

/** The share of traces kept between two readings, 0 to 1; undefined without a decision. */
export function keptShare(before: SamplerAnswer | undefined, now: SamplerAnswer): number | undefined {
  // A restarted Collector counts from zero.
  const restarted = before !== undefined && now.kept + now.dropped < before.kept + before.dropped;
  const base = before && !restarted ? before : { kept: 0, dropped: 0 };
  const kept = now.kept - base.kept;
  const all = kept + now.dropped - base.dropped;
  return all <= 0 ? undefined : kept / all;
}

import type { CollectorMetrics } from '../../stack/clients/collector.ts';

/** The Collector's own counters at one time, in the order of the pipelines. Plain JSON. */
export interface Flow {
  signals: SignalFlow[];
  sampler: SamplerFlow;
  exporters: ExporterFlow[];
  /** Resident memory, if reported; bytes. */
  memoryBytes?: number;
}

export const signalNames = ['traces', 'metrics', 'logs'] as const;
export type SignalName = (typeof signalNames)[number];

/** Counters of the receivers for one signal, in spans, points or records. */
export interface SignalFlow {
  signal: SignalName;
  accepted: number;
  /** Refused by the memory limiter; the sender retries. */
  refused: number;
  failed: number;
}

/** Traces at the tail sampler. */
export interface SamplerFlow {
  received: number;
  kept: number;
  /** By decision. */
  dropped: number;
  /** Lost before the decision, because the sampler was full or the trace too large. */
  evicted: number;
  /** Waiting for the decision. */
  waiting: number;
  policies: PolicyFlow[];
}

/** Traces sampled by a policy. A trace can be sampled by several policies. */
export interface PolicyFlow {
  name: string;
  votes: number;
  asked: number;
}

export interface ExporterFlow {
  name: string;
  signal: SignalName;
  sent: number;
  /** Dropped after the last retry. */
  sendFailed: number;
  /** Dropped because the queue was full. */
  enqueueFailed: number;
  /** Absent without a queue. */
  queue?: { size: number; capacity: number };
}

const itemsOf: Record<SignalName, string> = { traces: 'spans', metrics: 'metric_points', logs: 'log_records' };
const sampling = 'processor_tail_sampling';

export function flowOf(metrics: CollectorMetrics): Flow {
  const memoryBytes = metrics.sum('process_memory_rss');
  return {
    signals: signalNames.map((signal) => ({
      signal,
      accepted: metrics.sum(`receiver_accepted_${itemsOf[signal]}`),
      refused: metrics.sum(`receiver_refused_${itemsOf[signal]}`),
      failed: metrics.sum(`receiver_failed_${itemsOf[signal]}`),
    })),
    sampler: samplerOf(metrics),
    exporters: signalNames.flatMap((signal) => exportersOf(metrics, signal)),
    ...(memoryBytes > 0 ? { memoryBytes } : {}),
  };
}

function samplerOf(metrics: CollectorMetrics): SamplerFlow {
  const received = metrics.sum(`${sampling}_new_trace_id_received`);
  const kept = metrics.sum(`${sampling}_global_count_traces_sampled`, { sampled: 'true' });
  const dropped = metrics.sum(`${sampling}_global_count_traces_sampled`, { sampled: 'false' });
  const evicted =
    metrics.sum(`${sampling}_sampling_trace_dropped_too_early`) + metrics.sum(`${sampling}_traces_dropped_too_large`);
  const votes = metrics.sumBy(`${sampling}_count_traces_sampled`, 'policy', { sampled: 'true' });
  const asked = metrics.sumBy(`${sampling}_count_traces_sampled`, 'policy');
  return {
    ...{ received, kept, dropped, evicted },
    waiting: Math.max(0, received - kept - dropped - evicted),
    policies: Object.keys(asked)
      .sort()
      .map((name) => ({ name, votes: votes[name] ?? 0, asked: asked[name] ?? 0 })),
  };
}

/** The exporters with a queue or a counter for a signal. */
function exportersOf(metrics: CollectorMetrics, signal: SignalName): ExporterFlow[] {
  const items = itemsOf[signal];
  const by = (name: string, labels?: Record<string, string>): Record<string, number> =>
    metrics.sumBy(name, 'exporter', labels);
  const sent = by(`exporter_sent_${items}`);
  const sendFailed = by(`exporter_send_failed_${items}`);
  const enqueueFailed = by(`exporter_enqueue_failed_${items}`);
  const size = by('exporter_queue_size', { data_type: signal });
  const capacity = by('exporter_queue_capacity', { data_type: signal });
  const names = new Set([sent, sendFailed, enqueueFailed, capacity].flatMap((counted) => Object.keys(counted)));
  return [...names].sort().map((name) => ({
    ...{ name, signal },
    sent: sent[name] ?? 0,
    sendFailed: sendFailed[name] ?? 0,
    enqueueFailed: enqueueFailed[name] ?? 0,
    ...(capacity[name] === undefined ? {} : { queue: { size: size[name] ?? 0, capacity: capacity[name] } }),
  }));
}

import type { CollectorMetrics } from '../../stack/clients/collector.ts';

/** The Collector's own counters at one time, in the order of the pipelines. Plain JSON. */
export interface Flow {
  signals: SignalFlow[];
  sampler: SamplerFlow;
  receivers: ReceiverFlow[];
  processors: ProcessorFlow[];
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

export interface ReceiverFlow extends SignalFlow {
  name: string;
}

/** Items into and out of a processor, in all pipelines of one signal together. */
export interface ProcessorFlow {
  name: string;
  signal: SignalName;
  incoming: number;
  outgoing: number;
  /** By a memory limiter. */
  refused: number;
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
    receivers: signalNames.flatMap((signal) => receiversOf(metrics, signal)),
    processors: signalNames.flatMap((signal) => processorsOf(metrics, signal)),
    exporters: signalNames.flatMap((signal) => exportersOf(metrics, signal)),
    ...(memoryBytes > 0 ? { memoryBytes } : {}),
  };
}

export function samplerOf(metrics: CollectorMetrics): SamplerFlow {
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

function receiversOf(metrics: CollectorMetrics, signal: SignalName): ReceiverFlow[] {
  const by = (name: string): Record<string, number> => metrics.sumBy(`receiver_${name}_${itemsOf[signal]}`, 'receiver');
  const [accepted, refused, failed] = [by('accepted'), by('refused'), by('failed')];
  return namesIn(accepted, refused, failed).map((name) => ({
    ...{ name, signal, accepted: accepted[name] ?? 0, refused: refused[name] ?? 0, failed: failed[name] ?? 0 },
  }));
}

/** The processors that count their items: the tail sampler and others of that kind do not. */
function processorsOf(metrics: CollectorMetrics, signal: SignalName): ProcessorFlow[] {
  const by = (name: string): Record<string, number> => metrics.sumBy(name, 'processor', { otel_signal: signal });
  const [incoming, outgoing] = [by('processor_incoming_items'), by('processor_outgoing_items')];
  const refused = metrics.sumBy(`processor_memory_limiter_refused_${itemsOf[signal]}`, 'processor');
  return namesIn(incoming, outgoing).map((name) => ({
    ...{ name, signal, incoming: incoming[name] ?? 0, outgoing: outgoing[name] ?? 0, refused: refused[name] ?? 0 },
  }));
}

/** The counters of a component for one signal; undefined where it has none. */
export function countersOf<T extends { name: string; signal: SignalName }>(
  counted: readonly T[],
  name: string,
  signal: SignalName,
): T | undefined {
  return counted.find((one) => one.name === name && one.signal === signal);
}

function namesIn(...counted: Record<string, number>[]): string[] {
  return [...new Set(counted.flatMap((one) => Object.keys(one)))].sort();
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
  return namesIn(sent, sendFailed, enqueueFailed, capacity).map((name) => ({
    ...{ name, signal },
    sent: sent[name] ?? 0,
    sendFailed: sendFailed[name] ?? 0,
    enqueueFailed: enqueueFailed[name] ?? 0,
    ...(capacity[name] === undefined ? {} : { queue: { size: size[name] ?? 0, capacity: capacity[name] } }),
  }));
}

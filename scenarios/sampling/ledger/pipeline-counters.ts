import type { CollectorMetrics } from '../../../stack/clients/collector.ts';

/** What went through the Collector, in its own counters; a difference of two readings has the same shape. */
export interface PipelineCounters {
  receiver: { accepted: number; refused: number; failed: number };
  sampler: {
    newTraces: number;
    sampled: number;
    /** By decision or by a drop policy. */
    notSampled: number;
    /** Evicted before their decision, because the sampler's memory was full. */
    evicted: number;
    tooLarge: number;
    evaluationErrors: number;
    /** Traces that each policy would keep; policies vote on their own, so that a trace can count for several. */
    votes: Record<string, number>;
  };
  /** Of spans, over all exporters that send any. */
  exporter: { sent: number; sendFailed: number; enqueueFailed: number };
  logs: { accepted: number; refused: number; sent: number; failed: number };
  metrics: { accepted: number; refused: number; sent: number; failed: number };
}

const sampling = 'processor_tail_sampling';

export function readCounters(metrics: CollectorMetrics): PipelineCounters {
  const sum = (name: string, labels?: Record<string, string>): number => metrics.sum(name, labels);
  const failedTo = (kind: string): number =>
    sum(`exporter_send_failed_${kind}`) + sum(`exporter_enqueue_failed_${kind}`);
  const signal = (kind: string): PipelineCounters['logs'] => ({
    accepted: sum(`receiver_accepted_${kind}`),
    refused: sum(`receiver_refused_${kind}`) + sum(`receiver_failed_${kind}`),
    sent: sum(`exporter_sent_${kind}`),
    failed: failedTo(kind),
  });
  return {
    receiver: {
      accepted: sum('receiver_accepted_spans'),
      refused: sum('receiver_refused_spans'),
      failed: sum('receiver_failed_spans'),
    },
    sampler: {
      newTraces: sum(`${sampling}_new_trace_id_received`),
      sampled: sum(`${sampling}_global_count_traces_sampled`, { sampled: 'true' }),
      notSampled: sum(`${sampling}_global_count_traces_sampled`, { sampled: 'false' }),
      evicted: sum(`${sampling}_sampling_trace_dropped_too_early`),
      tooLarge: sum(`${sampling}_traces_dropped_too_large`),
      evaluationErrors: sum(`${sampling}_sampling_policy_evaluation_error`),
      votes: metrics.sumBy(`${sampling}_count_traces_sampled`, 'policy', { sampled: 'true' }),
    },
    exporter: {
      sent: sum('exporter_sent_spans'),
      sendFailed: sum('exporter_send_failed_spans'),
      enqueueFailed: sum('exporter_enqueue_failed_spans'),
    },
    logs: signal('log_records'),
    metrics: signal('metric_points'),
  };
}

/** Traces that the sampler has received and not yet decided on. */
export function undecided({ sampler }: PipelineCounters): number {
  const { newTraces, sampled, notSampled, evicted, tooLarge } = sampler;
  return newTraces - sampled - notSampled - evicted - tooLarge;
}

/** Items that wait in the queues of the exporters of traces. */
export function queued(metrics: CollectorMetrics): number {
  const traces = metrics.select('exporter_queue_size', { data_type: 'traces' });
  return traces.reduce((sum, { value }) => sum + value, 0);
}

/** Items that wait in the queue of each exporter, of every kind of data. */
export function queuedItems(metrics: CollectorMetrics): Record<string, number> {
  return metrics.sumBy('exporter_queue_size', 'exporter');
}

/** What was counted between two readings. A counter that went down began anew, with the Collector. */
export function since(before: PipelineCounters, after: PipelineCounters): PipelineCounters {
  return difference(after, before);
}

function difference<T extends object>(after: T, before: Partial<T>): T {
  const entries = Object.entries(after).map(([key, value]: [string, unknown]) => {
    const was: unknown = before[key as keyof T];
    if (typeof value !== 'number') return [key, difference(value as object, was ?? {})];
    return [key, typeof was === 'number' && was <= value ? value - was : value];
  });
  return Object.fromEntries(entries) as T;
}

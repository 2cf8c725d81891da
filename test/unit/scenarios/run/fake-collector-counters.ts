import { CollectorMetrics } from '../../../../stack/clients/collector.ts';

/** What the Collector of a fake stack counted: traces, except where a name says spans. */
export class FakeCollectorCounters {
  newTraces = 0;
  sampled = 0;
  notSampled = 0;
  sentSpans = 0;
  failedSpans = 0;
  refusedSpans = 0;
  readonly sampledByPolicy: Record<string, number> = {};

  /** The same as the Collector's own metrics. */
  metrics(): CollectorMetrics {
    const prefix = 'otelcol_processor_tail_sampling_';
    return new CollectorMetrics([
      { name: 'otelcol_receiver_accepted_spans', labels: {}, value: this.newTraces * 3 },
      { name: 'otelcol_receiver_refused_spans', labels: {}, value: this.refusedSpans },
      { name: `${prefix}new_trace_id_received`, labels: {}, value: this.newTraces },
      { name: `${prefix}global_count_traces_sampled`, labels: { sampled: 'true' }, value: this.sampled },
      { name: `${prefix}global_count_traces_sampled`, labels: { sampled: 'false' }, value: this.notSampled },
      ...Object.entries(this.sampledByPolicy).map(([policy, value]) => ({
        name: `${prefix}count_traces_sampled`,
        labels: { policy, sampled: 'true' },
        value,
      })),
      { name: 'otelcol_exporter_sent_spans', labels: {}, value: this.sentSpans },
      { name: 'otelcol_exporter_send_failed_spans', labels: {}, value: this.failedSpans },
    ]);
  }
}

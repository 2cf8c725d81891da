import type { BatchProcessor } from './batch-processor.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { MetricRegistry } from './metric-registry.ts';

const processed: Instrument = {
  scope: { name: '@opentelemetry/sdk-trace' },
  name: 'otel.sdk.processor.span.processed',
  unit: '{span}',
  description: 'The number of spans for which the processing has finished, either successful or failed.',
  kind: 'counter',
};
const own = { 'otel.component.type': 'batching_span_processor', 'otel.component.name': 'batching_span_processor/0' };
const outcomes = {
  exported: own,
  dropped: { ...own, 'error.type': 'queue_full' },
  failed: { ...own, 'error.type': 'OTLPExporterError' },
} satisfies Record<keyof BatchProcessor<unknown>['counts'], Attributes>;

/**
 * The metric of the SDK for JavaScript about its own batch processor: how many spans it exported and dropped. Source:
 * OpenTelemetry semantic conventions, "SDK metrics".
 */
export class ProcessedSpans {
  readonly #reported = { exported: 0, dropped: 0, failed: 0 };

  /** Records the increase of the counts since the previous call. */
  record(counts: Readonly<BatchProcessor<unknown>['counts']>, metrics: MetricRegistry, at: number): void {
    for (const outcome of ['exported', 'dropped', 'failed'] as const) {
      const count = counts[outcome] - this.#reported[outcome];
      if (count > 0) metrics.record(at, processed, count, outcomes[outcome]);
      this.#reported[outcome] = counts[outcome];
    }
  }
}

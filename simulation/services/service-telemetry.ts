import type { Random } from '../../lib/random.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import type { AttributeNames } from './attribute-names.ts';
import { BatchProcessor, type BatchSettings } from './batch-processor.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import { encodeLogs, encodeResource, encodeSpans } from '../../lib/otlp/writer/encode-records.ts';
import { MetricRegistry } from './metric-registry.ts';
import type { Instrument, LogRecord, SpanRecord } from '../../lib/otlp/writer/records.ts';
import { otlpExporter, type SendOtlp } from './otlp-exporter.ts';
import { ProcessedSpans } from './sdk-metrics.ts';
import type { SentMetrics } from './sent-metrics.ts';

export interface TelemetryOptions {
  resource: Attributes;
  time: VirtualTime;
  random: Random;
  send: SendOtlp;
  /** How long batches of spans and log records wait, and how often metrics are exported, in milliseconds. */
  intervals: { batches: number; metrics: number };
  /** Collects the names of all attributes that are sent. */
  names: AttributeNames;
  /** Collects the metrics that are sent. */
  sentMetrics?: SentMetrics | undefined;
  /** Called with every span whose trace is sampled, and the attributes of the resource. */
  onSpan?: ((resource: Attributes, record: SpanRecord) => void) | undefined;
  /** Whether the service is down: it exports no metrics then. */
  isDown: () => boolean;
  /** Milliseconds that are added to the timestamps of spans and log records. */
  clockOffsetMs: () => number;
  /** Whether its SDK exports metrics about itself: how many spans it exported and dropped. */
  reportsSdkMetrics: boolean;
}

/** As in the demo services: enough for heavy load while an export runs. */
const queueSize = 8192;
const largestBatch = 512;

function shiftedSpan(span: SpanRecord, ms: number): SpanRecord {
  const events = span.events?.map((event) => ({ ...event, time: event.time + ms }));
  return { ...span, start: span.start + ms, end: span.end + ms, events };
}

/** The OpenTelemetry SDK of one simulated service: batches, aggregates and exports its telemetry. */
export class ServiceTelemetry {
  readonly #options: TelemetryOptions;
  readonly #resource: Buffer;
  readonly #spans: BatchProcessor<SpanRecord>;
  readonly #logs: BatchProcessor<LogRecord>;
  #metrics: MetricRegistry;
  readonly #processed: ProcessedSpans | undefined;
  readonly #stopping = new AbortController();
  readonly #reading: Promise<void>;

  constructor(options: TelemetryOptions) {
    const { time, resource, intervals, names } = options;
    this.#options = options;
    this.#resource = encodeResource(resource);
    names.add('resource', resource);
    this.#metrics = new MetricRegistry(time.now());
    this.#processed = options.reportsSdkMetrics ? new ProcessedSpans() : undefined;
    const settings: BatchSettings = { delayMs: intervals.batches, largestBatch, queueSize };
    const spans = otlpExporter('traces', options);
    const logs = otlpExporter('logs', options);
    this.#spans = new BatchProcessor(time, settings, (batch) => spans(encodeSpans(this.#resource, batch)));
    this.#logs = new BatchProcessor(time, settings, (batch) => logs(encodeLogs(this.#resource, batch)));
    this.#reading = this.#read();
  }

  /** Records a span, which is exported after its end; ignored if the head sampler does not sample its trace. */
  span(record: SpanRecord): void {
    if (!record.context.sampled) return;
    const { names } = this.#options;
    for (const attributes of record.attributes) names.add('span', attributes);
    for (const { attributes } of record.events ?? []) names.add('spanEvent', attributes);
    if (record.error?.exception) names.add('spanEvent', record.error.exception);
    this.#options.onSpan?.(this.#options.resource, record);
    const ms = this.#options.clockOffsetMs();
    this.#spans.add(ms === 0 ? record : shiftedSpan(record, ms), record.end);
  }

  log(record: LogRecord): void {
    for (const attributes of record.attributes) this.#options.names.add('log', attributes);
    const ms = this.#options.clockOffsetMs();
    this.#logs.add(ms === 0 ? record : { ...record, time: record.time + ms }, record.time);
  }

  /** Records a measurement at a moment, in milliseconds since the epoch. */
  measure(at: number, instrument: Instrument, value: number, attributes: Attributes): void {
    this.#options.names.add('datapoint', attributes);
    this.#options.sentMetrics?.add(instrument, attributes);
    this.#metrics.record(at, instrument, value, attributes);
  }

  /** Records a duration, in the unit of the instrument. */
  duration(at: number, instrument: Instrument, ms: number, attributes: Attributes): void {
    this.measure(at, instrument, instrument.unit === 's' ? ms / 1000 : ms, attributes);
  }

  /** Schedules the next exports; to be called after a request was simulated. */
  settle(): void {
    this.#spans.settle();
    this.#logs.settle();
  }

  /** Exports what is left and stops. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading;
    await Promise.all([this.#spans.flush(), this.#logs.flush()]);
  }

  async #read(): Promise<void> {
    const { time, intervals, isDown } = this.#options;
    const { signal } = this.#stopping;
    const send = otlpExporter('metrics', this.#options);
    while (!signal.aborted) {
      await time.sleep(intervals.metrics, signal).catch(() => undefined);
      this.#processed?.record(this.#spans.counts, this.#metrics, time.exactNow());
      // A process that comes back after it was down counts from zero.
      if (isDown()) this.#metrics = new MetricRegistry(time.now());
      else await send(this.#metrics.encode(this.#resource, time.exactNow()));
    }
  }
}

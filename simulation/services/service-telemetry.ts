import type { Random } from '../../lib/random.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import type { AttributeNames } from './attribute-names.ts';
import { BatchProcessor, type BatchSettings } from './batch-processor.ts';
import { type Attributes, writeAttributes } from '../../lib/otlp/writer/attributes.ts';
import { ByteWriter } from '../../lib/otlp/writer/byte-writer.ts';
import { encodeLogs, encodeSpans } from '../../lib/otlp/writer/encode-records.ts';
import { type Instrument, MetricRegistry } from './metric-registry.ts';
import type { LogRecord, SpanRecord } from '../../lib/otlp/writer/records.ts';
import { otlpExporter, type SendOtlp } from './otlp-exporter.ts';
import { ProcessedSpans } from './processed-spans.ts';

export interface TelemetryOptions {
  resource: Attributes;
  time: VirtualTime;
  random: Random;
  send: SendOtlp;
  /** How long spans and log records are gathered, in milliseconds, and how often metrics are sent. */
  intervals: { batches: number; metrics: number };
  /** Where the names of what is sent are gathered. */
  names: AttributeNames;
  /** Whether the service is down, so that it sends no metrics. */
  isDown: () => boolean;
  /** Whether its SDK tells of itself how many spans it exported and gave up. */
  observesItself: boolean;
}

/** Deep enough for heavy load while an export is under way, as the demo services have it. */
const queueSize = 8192;
const largestBatch = 512;

/** What one service of a model tells of itself, sent as its SDK would send it. */
export class ServiceTelemetry {
  readonly #options: TelemetryOptions;
  readonly #resource: Buffer;
  readonly #spans: BatchProcessor<SpanRecord>;
  readonly #logs: BatchProcessor<LogRecord>;
  readonly #metrics: MetricRegistry;
  readonly #processed: ProcessedSpans | undefined;
  readonly #stopping = new AbortController();
  readonly #reading: Promise<void>;

  constructor(options: TelemetryOptions) {
    const { time, resource, intervals, names } = options;
    this.#options = options;
    const writer = new ByteWriter();
    writeAttributes(writer, 1, resource);
    this.#resource = writer.take();
    names.add('resource', resource);
    this.#metrics = new MetricRegistry(time.now());
    this.#processed = options.observesItself ? new ProcessedSpans() : undefined;
    const settings: BatchSettings = { delayMs: intervals.batches, largestBatch, queueSize };
    const spans = otlpExporter('traces', options);
    const logs = otlpExporter('logs', options);
    this.#spans = new BatchProcessor(time, settings, (batch) => spans(encodeSpans(this.#resource, batch)));
    this.#logs = new BatchProcessor(time, settings, (batch) => logs(encodeLogs(this.#resource, batch)));
    this.#reading = this.#read();
  }

  /** Takes a span, which is there at the moment of its end; not where a head sampler holds its trace back. */
  span(record: SpanRecord): void {
    if (!record.context.sampled) return;
    const { names } = this.#options;
    for (const attributes of record.attributes) names.add('span', attributes);
    for (const { attributes } of record.events ?? []) names.add('spanEvent', attributes);
    if (record.error?.exception) names.add('spanEvent', record.error.exception);
    this.#spans.add(record, record.end);
  }

  log(record: LogRecord): void {
    for (const attributes of record.attributes) this.#options.names.add('log', attributes);
    this.#logs.add(record, record.time);
  }

  /** Records a value of a metric at a moment, in milliseconds since the epoch. */
  measure(at: number, instrument: Instrument, value: number, attributes: Attributes): void {
    this.#options.names.add('datapoint', attributes);
    this.#metrics.record(at, instrument, value, attributes);
  }

  /** To be called when a request was worked out: sees to it that what it left is sent in time. */
  settle(): void {
    this.#spans.settle();
    this.#logs.settle();
  }

  /** Sends what is held and ends. */
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
      if (!isDown()) await send(this.#metrics.encode(this.#resource, time.exactNow()));
    }
  }
}

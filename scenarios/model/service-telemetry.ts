import type { Random } from '../../lib/random.ts';
import type { VirtualTime } from '../../stack/virtual/virtual-time.ts';
import { BatchProcessor, type BatchSettings } from './batch-processor.ts';
import { type Attributes, encodeAttributes } from './otlp/attributes.ts';
import { encodeLogs, encodeSpans } from './otlp/encode-records.ts';
import { type Instrument, MetricRegistry } from './otlp/metric-registry.ts';
import type { LogRecord, SpanRecord } from './otlp/records.ts';
import { otlpExporter, type SendOtlp } from './otlp-exporter.ts';

export interface TelemetryOptions {
  resource: Attributes;
  time: VirtualTime;
  random: Random;
  send: SendOtlp;
  /** How long spans and log records are gathered, in milliseconds, and how often metrics are sent. */
  intervals: { batches: number; metrics: number };
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
  readonly #stopping = new AbortController();
  readonly #reading: Promise<void>;

  constructor(options: TelemetryOptions) {
    const { time, resource, intervals } = options;
    this.#options = options;
    this.#resource = Buffer.from(encodeAttributes(resource, 1));
    this.#metrics = new MetricRegistry(time.now());
    const settings: BatchSettings = { delayMs: intervals.batches, largestBatch, queueSize };
    const spans = otlpExporter('traces', options);
    const logs = otlpExporter('logs', options);
    this.#spans = new BatchProcessor(time, settings, (batch) => spans(encodeSpans(this.#resource, batch)));
    this.#logs = new BatchProcessor(time, settings, (batch) => logs(encodeLogs(this.#resource, batch)));
    this.#reading = this.#read();
  }

  /** Takes a span at the moment of its end. */
  span(record: SpanRecord): void {
    this.#at(record.end, () => this.#spans.add(record));
  }

  log(record: LogRecord): void {
    this.#at(record.time, () => this.#logs.add(record));
  }

  /** Records a value of a metric at a moment, in milliseconds since the epoch. */
  measure(at: number, instrument: Instrument, value: number, attributes: Attributes): void {
    this.#at(at, () => this.#metrics.record(instrument, value, attributes));
  }

  /** Sends what is held and ends. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading;
    await Promise.all([this.#spans.flush(), this.#logs.flush()]);
  }

  #at(ms: number, work: () => void): void {
    const { time } = this.#options;
    time.after(ms - time.exactNow(), work);
  }

  async #read(): Promise<void> {
    const { time, intervals } = this.#options;
    const { signal } = this.#stopping;
    const send = otlpExporter('metrics', this.#options);
    while (!signal.aborted) {
      await time.sleep(intervals.metrics, signal).catch(() => undefined);
      await send(this.#metrics.encode(this.#resource, time.now()));
    }
  }
}

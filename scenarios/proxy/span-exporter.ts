import { type Attributes, shared } from '../../lib/otlp/writer/attributes.ts';
import { encodeResource, encodeSpans } from '../../lib/otlp/writer/encode-records.ts';
import type { SpanRecord } from '../../lib/otlp/writer/records.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';

const batchMs = 200;
const mostSpansPerBatch = 512;
/** As many as the services' SDKs keep: what comes on top while the Collector takes nothing is dropped. */
const mostSpans = 8192;
const retryMs = { first: 250, most: 5000 };
const exportLimitMs = 10_000;

/** Sends the proxy's spans to the Collector in batches, and again where it refuses them or does not answer. */
export class SpanExporter {
  /** Spans that never reached the Collector. */
  dropped = 0;
  readonly #otlp: OtlpApi;
  readonly #resource: Buffer;
  #waiting: SpanRecord[] = [];
  #exporting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #delayMs = batchMs;

  constructor(otlp: OtlpApi, resource: Attributes) {
    this.#otlp = otlp;
    this.#resource = encodeResource(shared(resource));
  }

  add(span: SpanRecord): void {
    if (this.#waiting.length >= mostSpans) this.dropped += 1;
    else this.#waiting.push(span);
    this.#schedule();
  }

  /** Sends what is waiting, for at most `limitMs`; counts the rest as dropped. */
  async flush(limitMs: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const end = Date.now() + limitMs;
    while (this.#waiting.length > 0 || this.#exporting) {
      const before = this.#waiting.length;
      await (this.#exporting ?? this.#export());
      if (Date.now() >= end) break;
      if (this.#waiting.length >= before && before > 0)
        await new Promise((resolve) => setTimeout(resolve, retryMs.first));
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.dropped += this.#waiting.length;
    this.#waiting = [];
  }

  #schedule(): void {
    if (this.#timer || this.#exporting || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#export();
    }, this.#delayMs);
    this.#timer.unref();
  }

  #export(): Promise<void> {
    this.#exporting ??= this.#sendBatch().finally(() => {
      this.#exporting = undefined;
      this.#schedule();
    });
    return this.#exporting;
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#waiting.slice(0, mostSpansPerBatch);
    if (batch.length === 0) return;
    const body = new Uint8Array(encodeSpans(this.#resource, batch));
    const answer = await this.#otlp.sendSpans(body, AbortSignal.timeout(exportLimitMs)).catch(() => 'refused' as const);
    if (answer === 'accepted') {
      this.#waiting.splice(0, batch.length);
      this.#delayMs = batchMs;
    } else this.#delayMs = Math.min(retryMs.most, Math.max(retryMs.first, 2 * this.#delayMs));
  }
}

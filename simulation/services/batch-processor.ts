import type { VirtualTime } from '../clock/virtual-time.ts';
import { TimeQueue } from './time-queue.ts';

export interface BatchSettings {
  /** How long the first record of a batch waits for more, in milliseconds. */
  delayMs: number;
  largestBatch: number;
  /** Records beyond are dropped. */
  queueSize: number;
}

/**
 * Exports records in batches as the batch processors of the OpenTelemetry SDK for JavaScript do: when the first record
 * has waited long enough or a batch is full, one export at a time. Source: OpenTelemetry specification, "Batching
 * processor".
 *
 * Records are added ahead of time, with the moment at which they end, so one timer per batch suffices.
 */
export class BatchProcessor<T> {
  /** How many records were exported, dropped because the queue was full, or lost because their export failed. */
  readonly counts = { exported: 0, dropped: 0, failed: 0 };
  readonly #time: VirtualTime;
  readonly #settings: BatchSettings;
  readonly #export: (batch: readonly T[]) => Promise<boolean>;
  readonly #queue = new TimeQueue<T>();
  #cancelTimer: (() => void) | undefined;
  /** When the timer fires; infinite if there is none. */
  #wakeAt = Infinity;
  /** When the last export ended. */
  #idleSince = 0;
  #isExporting = false;

  /** `exportBatch` resolves to whether the batch was accepted; it never rejects. */
  constructor(time: VirtualTime, settings: BatchSettings, exportBatch: (batch: readonly T[]) => Promise<boolean>) {
    this.#time = time;
    this.#settings = settings;
    this.#export = exportBatch;
  }

  /** How many records wait for their export now. */
  get queued(): number {
    return this.#queue.dueBy(this.#time.exactNow());
  }

  /**
   * Adds a record that ends at a moment, in milliseconds since the epoch; at once if that has passed. Call `settle`
   * next.
   */
  add(record: T, at: number): void {
    this.#queue.add(Math.max(at, this.#time.exactNow()), record);
  }

  /** Sets the timer for the next batch; to be called after records were added. */
  settle(): void {
    this.#dropBeyond();
    if (this.#isExporting || this.#queue.length === 0) return;
    const { delayMs, largestBatch } = this.#settings;
    const whenWaited = Math.max(this.#queue.timeAt(0), this.#idleSince) + delayMs;
    const whenFull = Math.max(this.#queue.timeAt(largestBatch - 1), this.#idleSince);
    const due = Math.min(whenWaited, whenFull);
    if (due >= this.#wakeAt) return;
    this.#cancelTimer?.();
    this.#wakeAt = due;
    this.#cancelTimer = this.#time.after(due - this.#time.exactNow(), () => void this.#exportOne());
  }

  /** Exports all records that have ended. */
  async flush(): Promise<void> {
    while (this.queued > 0 && !this.#isExporting) await this.#exportOne();
  }

  /**
   * Drops what the queue has no room for. While an export runs the queue only grows, so the last records are dropped.
   */
  #dropBeyond(): void {
    const { queueSize } = this.#settings;
    if (this.#queue.length <= queueSize) return;
    this.counts.dropped += this.#queue.drop(queueSize, this.queued);
  }

  async #exportOne(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#wakeAt = Infinity;
    // The clock counts nanoseconds; as a number of milliseconds since the epoch they are rounded by up to a
    // microsecond.
    const due = this.#queue.dueBy(this.#time.exactNow() + 0.001);
    const batch = this.#queue.take(Math.min(this.#settings.largestBatch, due));
    if (batch.length === 0) return;
    this.#isExporting = true;
    // The code after this `await` must run before the clock moves.
    this.#time.settles();
    const taken = await this.#export(batch);
    this.counts[taken ? 'exported' : 'failed'] += batch.length;
    this.#dropBeyond();
    this.#isExporting = false;
    this.#idleSince = this.#time.exactNow();
    this.settle();
  }
}

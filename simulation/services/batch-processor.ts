import type { VirtualTime } from '../clock/virtual-time.ts';
import { TimeQueue } from './time-queue.ts';

export interface BatchSettings {
  /** How long the first record of a batch waits for others, in milliseconds. */
  delayMs: number;
  largestBatch: number;
  /** Records beyond are dropped. */
  queueSize: number;
}

/**
 * Gathers records and exports them as the batch processors of OpenTelemetry's SDK for JavaScript do: when the first has waited long
 * enough, when a batch is full, and one export at a time. Source: OpenTelemetry specification, "Batching processor".
 *
 * Records come with the moments at which they will be there, which lie ahead: it wakes when a batch is due, not for each of them.
 */
export class BatchProcessor<T> {
  /** Records that were exported, and those that were lost because the queue was full or their export failed. */
  readonly counts = { exported: 0, dropped: 0, failed: 0 };
  readonly #time: VirtualTime;
  readonly #settings: BatchSettings;
  readonly #export: (batch: readonly T[]) => Promise<boolean>;
  readonly #queue = new TimeQueue<T>();
  #cancelTimer: (() => void) | undefined;
  /** When the timer fires; infinite where there is none. */
  #wakeAt = Infinity;
  /** When the last export was over. */
  #idleSince = 0;
  #isExporting = false;

  /** `exportBatch` answers whether the batch was taken; it never rejects. */
  constructor(time: VirtualTime, settings: BatchSettings, exportBatch: (batch: readonly T[]) => Promise<boolean>) {
    this.#time = time;
    this.#settings = settings;
    this.#export = exportBatch;
  }

  /** Records that are there and were not exported yet. */
  get queued(): number {
    return this.#queue.dueBy(this.#time.exactNow());
  }

  /** Takes a record that is there at a moment in milliseconds since the epoch; now, where that has passed. `settle` must follow. */
  add(record: T, at: number): void {
    this.#queue.add(Math.max(at, this.#time.exactNow()), record);
  }

  /** Sees to it that it wakes when the next batch is due; to be called when records were added. */
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

  /** Exports everything that is there. */
  async flush(): Promise<void> {
    while (this.queued > 0 && !this.#isExporting) await this.#exportOne();
  }

  /** While an export is under way the queue only grows: what came when it was full never was in it. */
  #dropBeyond(): void {
    const { queueSize } = this.#settings;
    if (this.#queue.length <= queueSize) return;
    this.counts.dropped += this.#queue.drop(queueSize, this.queued);
  }

  async #exportOne(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#wakeAt = Infinity;
    // The clock counts nanoseconds, and a number of milliseconds since the epoch is a fraction of a microsecond away from them.
    const due = this.#queue.dueBy(this.#time.exactNow() + 0.001);
    const batch = this.#queue.take(Math.min(this.#settings.largestBatch, due));
    if (batch.length === 0) return;
    this.#isExporting = true;
    // What is awaited here must run before time moves.
    this.#time.settles();
    const taken = await this.#export(batch);
    this.counts[taken ? 'exported' : 'failed'] += batch.length;
    this.#dropBeyond();
    this.#isExporting = false;
    this.#idleSince = this.#time.exactNow();
    this.settle();
  }
}

import type { VirtualTime } from '../../stack/virtual/virtual-time.ts';

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
 */
export class BatchProcessor<T> {
  /** Records that were exported, and those that were lost because the queue was full or their export failed. */
  readonly counts = { exported: 0, dropped: 0, failed: 0 };
  readonly #time: VirtualTime;
  readonly #settings: BatchSettings;
  readonly #export: (batch: readonly T[]) => Promise<boolean>;
  #queue: T[] = [];
  #cancelTimer: (() => void) | undefined;
  #isExporting = false;

  /** `exportBatch` answers whether the batch was taken; it never rejects. */
  constructor(time: VirtualTime, settings: BatchSettings, exportBatch: (batch: readonly T[]) => Promise<boolean>) {
    this.#time = time;
    this.#settings = settings;
    this.#export = exportBatch;
  }

  get queued(): number {
    return this.#queue.length;
  }

  add(record: T): void {
    if (this.#queue.length >= this.#settings.queueSize) {
      this.counts.dropped += 1;
      return;
    }
    this.#queue.push(record);
    this.#schedule();
  }

  /** Exports everything that is held. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isExporting) await this.#exportOne();
  }

  #schedule(): void {
    if (this.#isExporting) return;
    if (this.#queue.length >= this.#settings.largestBatch) {
      void this.#exportOne();
      return;
    }
    this.#cancelTimer ??= this.#time.after(this.#settings.delayMs, () => {
      this.#cancelTimer = undefined;
      void this.#exportOne();
    });
  }

  async #exportOne(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const batch = this.#queue.splice(0, this.#settings.largestBatch);
    if (batch.length === 0) return;
    this.#isExporting = true;
    // What is awaited here must run before time moves.
    this.#time.settles();
    const taken = await this.#export(batch);
    this.counts[taken ? 'exported' : 'failed'] += batch.length;
    this.#isExporting = false;
    if (this.#queue.length > 0) this.#schedule();
  }
}

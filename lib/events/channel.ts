/** Events that are pushed by one side and iterated by another, in order and without loss. */
export class Channel<T> {
  private readonly waiting: T[] = [];
  private wake: (() => void) | undefined;
  private closed = false;

  push(item: T): void {
    this.waiting.push(item);
    this.wake?.();
  }

  /** Ends the iteration after the last pushed event. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async *items(): AsyncGenerator<T, void> {
    while (true) {
      while (this.waiting.length > 0) yield this.waiting.shift() as T;
      if (this.closed) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

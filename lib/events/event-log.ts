/** The newest events, for readers that come later, and whoever waits for the next ones. */
export class EventLog<T> {
  readonly #kept: T[] = [];
  readonly #most: number;
  readonly #listeners = new Set<(event: T) => void>();

  /** Keeps as many events as `most`. */
  constructor(most: number) {
    this.#most = most;
  }

  push(event: T): void {
    this.#kept.push(event);
    if (this.#kept.length > this.#most) this.#kept.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Those that are kept, oldest first. */
  get events(): readonly T[] {
    return this.#kept;
  }

  /** Calls `listener` with every later event until the returned function is called. */
  subscribe(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

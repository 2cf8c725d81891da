/** Values shared by many spans, kept while at least one span refers to them. */
export class Interned<T extends { uses: number }> {
  readonly #values = new Map<string, T>();

  /** The value of `key`, made when there is none, with one use more. */
  use(key: string, make: () => T): T {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = make();
      this.#values.set(key, value);
    }
    value.uses += 1;
    return value;
  }

  /** Gives one use back; the value is forgotten with its last one. */
  release(key: string, value: T): void {
    value.uses -= 1;
    if (value.uses === 0) this.#values.delete(key);
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }
}

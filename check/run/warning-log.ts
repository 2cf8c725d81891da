/** Further lines are dropped: more would not be read. */
const maxLines = 200;
/** Warnings about the engine and not about the configuration. */
const aboutTheEngine = /Process metrics are disabled on this operating system/;
const levels = new Set(['warn', 'error', 'dpanic', 'panic', 'fatal']);

/** Collects the Collector's log lines at warning and above; lines that differ only in numbers and ids are kept once. */
export class WarningLog {
  readonly #lines = new Map<string, string>();

  get lines(): string[] {
    return [...this.#lines.values()];
  }

  /** Adds a line in either of the Collector's encodings, console or JSON. */
  add(line: string): void {
    const level = /^\S+\t(\w+)\t/.exec(line)?.[1] ?? /"level":"(\w+)"/.exec(line)?.[1];
    if (level === undefined || !levels.has(level.toLowerCase()) || aboutTheEngine.test(line)) return;
    this.keep(line.replace(/^\S+\t(?=\w+\t)/, ''));
  }

  /** Adds a line of any level. */
  keep(line: string): void {
    const key = line.replaceAll(/[\da-f]{8,}|\d+/gi, '0');
    if (this.#lines.size < maxLines && !this.#lines.has(key)) this.#lines.set(key, line);
  }
}

/** As many different lines as anybody reads. */
const most = 200;
/** What is said of the engine and not of the configuration. */
const ofTheEngine = /Process metrics are disabled on this operating system/;
const levels = new Set(['warn', 'error', 'dpanic', 'panic', 'fatal']);

/** Keeps what the Collector writes at warning and above, each message once however often and with whatever numbers it comes. */
export class LogKeeper {
  readonly #lines = new Map<string, string>();

  get lines(): string[] {
    return [...this.#lines.values()];
  }

  /** Takes a line in either of the Collector's encodings, console and JSON. */
  add(line: string): void {
    const level = /^\S+\t(\w+)\t/.exec(line)?.[1] ?? /"level":"(\w+)"/.exec(line)?.[1];
    if (level === undefined || !levels.has(level.toLowerCase()) || ofTheEngine.test(line)) return;
    this.keep(line.replace(/^\S+\t(?=\w+\t)/, ''));
  }

  /** Takes a line whatever its level is. */
  keep(line: string): void {
    const key = line.replaceAll(/[\da-f]{8,}|\d+/gi, '0');
    if (this.#lines.size < most && !this.#lines.has(key)) this.#lines.set(key, line);
  }
}

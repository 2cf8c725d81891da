import { type Labels, type LogEntry, metadataOf } from '../log-entry.ts';

/** A log line on its way through a query's stages: what it was stored with and what the stages add to it. */
export class Line {
  readonly stream: Labels;
  readonly entry: LogEntry;
  #metadata: Record<string, string> | undefined;
  #parsed: Record<string, string> | undefined;
  /** The first error of a stage, Loki's `__error__`; the line goes on with it. */
  error: string | undefined;
  #errorDetails: string | undefined;

  constructor(stream: Labels, entry: LogEntry) {
    this.stream = stream;
    this.entry = entry;
  }

  get text(): string {
    return this.entry.line;
  }

  /** An index label, a parsed field or structured metadata. */
  get(name: string): string | undefined {
    if (name === '__error__') return this.error;
    if (name === '__error_details__') return this.#errorDetails;
    return this.stream[name] ?? this.#parsed?.[name] ?? this.#metadataOf()[name];
  }

  /** Adds a field that a parser found; the first of a name wins, and one that is taken already gets a suffix. */
  add(name: string, value: string): void {
    this.#parsed ??= {};
    const taken = name in this.stream || name in this.#metadataOf();
    const free = taken ? `${name}_extracted` : name;
    if (!(free in this.#parsed)) this.#parsed[free] = value;
  }

  fail(error: string, details: string): void {
    this.error ??= error;
    this.#errorDetails ??= details;
  }

  /** All labels, as Loki puts them into `stream` of an answer unless the client asks for them by category. */
  labels(): Record<string, string> {
    const labels = { ...this.#metadataOf(), ...this.#parsed, ...this.stream };
    if (this.error !== undefined) labels.__error__ = this.error;
    if (this.#errorDetails !== undefined) labels.__error_details__ = this.#errorDetails;
    return labels;
  }

  #metadataOf(): Record<string, string> {
    return (this.#metadata ??= metadataOf(this.entry, this.stream));
  }
}

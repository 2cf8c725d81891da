import { type Labels, type LogEntry, labelValue, metadataOf, metadataValue } from '../log-entry.ts';

/** A log line on its way through a query's stages: what it was stored with and what the stages add to it. */
export class Line {
  readonly stream: Labels;
  readonly entry: LogEntry;
  /** The line itself, or what a stage made of it. */
  text: string;
  #metadata: Record<string, string> | undefined;
  #parsed: Record<string, string> | undefined;
  /** The first error of a stage, Loki's `__error__`; the line keeps it. */
  error: string | undefined;
  #errorDetails: string | undefined;

  /** `text` is that of the entry unless a stage has changed it. */
  constructor(stream: Labels, entry: LogEntry, text: string = entry.line) {
    this.stream = stream;
    this.entry = entry;
    this.text = text;
  }

  /** An index label, a parsed field or structured metadata. */
  get(name: string): string | undefined {
    if (name === '__error__') return this.error;
    if (name === '__error_details__') return this.#errorDetails;
    return labelValue(this.stream, name) ?? labelValue(this.#parsed ?? {}, name) ?? this.#metadataValue(name);
  }

  /** The fields that parsers found. */
  get parsed(): Readonly<Record<string, string>> {
    return this.#parsed ?? {};
  }

  /** Adds a field that a parser found; the first of a name wins, and one that is taken already gets a suffix. */
  add(name: string, value: string): void {
    this.#parsed ??= {};
    const taken = Object.hasOwn(this.stream, name) || this.#metadataValue(name) !== undefined;
    const free = taken ? `${name}_extracted` : name;
    if (!Object.hasOwn(this.#parsed, free)) this.#parsed[free] = value;
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

  #metadataValue(name: string): string | undefined {
    // To look one name up, in each of many lines, takes far less than to gather all of them.
    if (this.#metadata !== undefined || name.endsWith('_extracted')) return labelValue(this.#metadataOf(), name);
    return metadataValue(this.entry, name);
  }

  #metadataOf(): Record<string, string> {
    return (this.#metadata ??= metadataOf(this.entry, this.stream));
  }
}

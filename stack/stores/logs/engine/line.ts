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
  /** Labels of the stream and structured metadata that a stage has removed or given another value. */
  #hidden: Set<string> | undefined;
  /** Parsed fields that a stage has removed. */
  #dropped: Set<string> | undefined;

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
    const parsed = this.#dropped?.has(name) ? undefined : labelValue(this.#parsed ?? {}, name);
    if (this.#hidden?.has(name)) return parsed;
    return labelValue(this.stream, name) ?? parsed ?? this.#metadataValue(name);
  }

  /** The fields that parsers found. */
  get parsed(): Readonly<Record<string, string>> {
    return this.#parsed ?? {};
  }

  /**
   * Adds a field that a parser found; the first of a name wins, even if a stage has removed it, and one that is taken already
   * gets a suffix. A name of the stream stays taken when a stage removes its label.
   */
  add(name: string, value: string): void {
    this.#parsed ??= {};
    const isMetadata = this.#metadataValue(name) !== undefined && !this.#hidden?.has(name);
    const free = isMetadata || Object.hasOwn(this.stream, name) ? `${name}_extracted` : name;
    if (Object.hasOwn(this.#parsed, free)) return;
    this.#parsed[free] = value;
    this.#dropped?.delete(free);
  }

  /** Gives a label another value, whatever it came from, or adds a field. */
  set(name: string, value: string): void {
    this.#parsed ??= {};
    this.#parsed[name] = value;
    this.#dropped?.delete(name);
    (this.#hidden ??= new Set()).add(name);
  }

  /** Removes a label, whatever it came from, or the error. */
  remove(name: string): void {
    if (name === '__error__') this.error = undefined;
    else if (name === '__error_details__') this.#errorDetails = undefined;
    (this.#hidden ??= new Set()).add(name);
    (this.#dropped ??= new Set()).add(name);
  }

  fail(error: string, details: string): void {
    this.error ??= error;
    this.#errorDetails ??= details;
  }

  /** All labels, as Loki puts them into `stream` of an answer unless the client asks for them by category. */
  labels(): Record<string, string> {
    const all = { ...this.#metadataOf(), ...this.#parsed, ...this.stream };
    const labels = this.#hidden ? Object.fromEntries(Object.keys(all).flatMap((name) => this.#pair(name))) : all;
    if (this.error !== undefined) labels.__error__ = this.error;
    if (this.#errorDetails !== undefined) labels.__error_details__ = this.#errorDetails;
    return labels;
  }

  #pair(name: string): [string, string][] {
    const value = this.get(name);
    return value === undefined ? [] : [[name, value]];
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

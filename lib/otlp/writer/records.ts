import type { Attributes } from './attributes.ts';

/** As in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
export type SpanKind = 1 | 2 | 3 | 4 | 5;

/** An instrumentation scope. All records of a scope must refer to the same object. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
}

/** The ids of a span. */
export interface TraceContext {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  /** The decision of the head sampler. */
  readonly sampled: boolean;
}

export interface SpanEvent {
  /** Milliseconds since the epoch, with fractions. */
  readonly time: number;
  readonly name: string;
  readonly attributes: Attributes;
}

/** A complete span. Times are milliseconds since the epoch, with fractions. */
export interface SpanRecord {
  readonly context: TraceContext;
  readonly scope: Scope;
  readonly parent: { readonly spanId: Buffer; readonly isRemote: boolean } | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Attributes[];
  readonly events?: readonly SpanEvent[] | undefined;
  readonly links?: readonly TraceContext[] | undefined;
  readonly error?: { readonly message?: string; readonly exception?: Attributes } | undefined;
}

export type Severity = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A log record. */
export interface LogRecord {
  readonly scope: Scope;
  readonly time: number;
  readonly severity: Severity;
  readonly body: string;
  readonly attributes: readonly Attributes[];
  readonly context: TraceContext | undefined;
}

/** A metric instrument, as an SDK creates it. */
export interface Instrument {
  readonly scope: Scope;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** A histogram is given by its bucket boundaries. */
  readonly kind: 'counter' | 'up-down-counter' | 'gauge' | { readonly boundaries: readonly number[] };
}

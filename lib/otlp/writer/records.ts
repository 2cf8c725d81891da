import type { Attributes } from './attributes.ts';

/** Of OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
export type SpanKind = 1 | 2 | 3 | 4 | 5;

/** An instrumentation library; the same object for all that comes from it. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
}

export interface TraceContext {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  /** As a head sampler decided for the whole trace. */
  readonly sampled: boolean;
}

export interface SpanEvent {
  readonly time: number;
  readonly name: string;
  readonly attributes: Attributes;
}

/** A span that has ended. Times are milliseconds since the epoch, with fractions. */
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
  readonly error?: { readonly message?: string; readonly exception?: Attributes } | undefined;
}

export type Severity = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogRecord {
  readonly scope: Scope;
  readonly time: number;
  readonly severity: Severity;
  readonly body: string;
  readonly attributes: readonly Attributes[];
  readonly context: TraceContext | undefined;
}

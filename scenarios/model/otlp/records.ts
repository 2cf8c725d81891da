import type { Attributes } from './attributes.ts';

/** Of OTLP: 1 internal, 2 server, 3 client. */
export type SpanKind = 1 | 2 | 3;

/** An instrumentation library; the same object for all that comes from it. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
}

export interface TraceContext {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
}

/** A span that has ended. Times are milliseconds since the epoch, with fractions. */
export interface SpanRecord extends TraceContext {
  readonly scope: Scope;
  readonly parent: { readonly spanId: Buffer; readonly isRemote: boolean } | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Attributes[];
  readonly error?: { readonly message?: string; readonly exception?: Attributes };
}

export interface LogRecord {
  readonly scope: Scope;
  readonly time: number;
  readonly severity: 'info' | 'warn' | 'error';
  readonly body: string;
  readonly attributes: readonly Attributes[];
  readonly context: TraceContext | undefined;
}

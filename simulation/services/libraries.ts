import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument, Scope } from '../../lib/otlp/writer/records.ts';
import type { IncomingRequest } from './request.ts';
import type { Database } from './system.ts';

export interface Address {
  host: string;
  port: number;
}

/** A request that a service makes. */
export interface OutgoingRequest {
  method: string;
  route: string;
  path: string;
  query: string;
}

export interface Statement {
  operation: string;
  statement: string;
  database: Database | undefined;
  collection: string | undefined;
}

/** A message as its spans and metrics describe it. */
export interface Message {
  system: string;
  destination: string;
  operation: 'send' | 'process';
  /** The consumer group of the service that processes it. */
  group?: string | undefined;
  /** The `error.type` if its processing failed. */
  error?: string | undefined;
}

/** A metric of durations, in the unit of its instrument. */
export interface DurationMetric<Arguments extends unknown[]> {
  instrument: Instrument;
  attributes: (...args: Arguments) => Attributes;
}

/** `status` is an HTTP status, or for RPCs the code of gRPC. */
export interface ServerLibrary {
  scope: Scope;
  /** The span of a web framework within the server span; exceptions are then recorded on it. */
  handler?: { scope: Scope; attributes: (incoming: IncomingRequest, url: string, status: number) => Attributes[] };
  attributes: (address: Address, incoming: IncomingRequest, status: number) => Attributes[];
  metrics: readonly DurationMetric<[incoming: IncomingRequest, status: number]>[];
}

/** `failure` is the `error.type` if no response came. */
export interface ClientLibrary {
  scope: Scope;
  /** As its callees see it; empty if it sends none. */
  userAgent: string;
  attributes: (address: Address, call: OutgoingRequest, status: number | undefined, failure: string) => Attributes[];
  /** Attributes of the n-th retry, from 1 on. */
  resend: (count: number) => Attributes;
  metrics: readonly DurationMetric<
    [address: Address, call: OutgoingRequest, status: number | undefined, failure: string]
  >[];
}

/** The instrumentation libraries of a service: the scopes, names and attributes of the telemetry that they make. */
export interface Libraries {
  server: ServerLibrary;
  client: ClientLibrary;
  /** For calls and methods of gRPC. */
  rpc: { server: ServerLibrary; client: ClientLibrary };
  query: {
    scope: Scope;
    name: (statement: Statement) => string;
    attributes: (statement: Statement) => Attributes;
    metrics: readonly DurationMetric<[statement: Statement]>[];
  };
  messaging: {
    scope: Scope;
    name: (message: Message) => string;
    attributes: (message: Message) => Attributes;
    durations: Record<Message['operation'], readonly Instrument[]>;
    counts: Record<Message['operation'], readonly Instrument[]>;
  };
  log: Scope;
  /** Attributes of every log record of a request. */
  lineAttributes: (requestId: string) => Attributes | undefined;
  /** Attributes of the log record that reports a request. */
  requestLine: (incoming: IncomingRequest, url: string, status: number, ms: number) => Attributes;
}

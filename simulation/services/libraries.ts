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

/** The instrumentation libraries of a service: the scopes, names and attributes of the telemetry that they make. */
export interface Libraries {
  server: {
    scope: Scope;
    /** The span of a web framework within the server span; exceptions are then recorded on it. */
    handler?: { scope: Scope; attributes: (incoming: IncomingRequest, url: string, status: number) => Attributes[] };
    attributes: (address: Address, incoming: IncomingRequest, status: number) => Attributes[];
    metric: Instrument;
    metricAttributes: (incoming: IncomingRequest, status: number) => Attributes;
  };
  client: {
    scope: Scope;
    /** As its callees see it; empty if it sends none. */
    userAgent: string;
    /** `failure` is the `error.type` if no response came. */
    attributes: (address: Address, call: OutgoingRequest, status: number | undefined, failure: string) => Attributes[];
    metric: Instrument;
    metricAttributes: (address: Address, method: string, status: number | undefined, failure: string) => Attributes;
  };
  query: {
    scope: Scope;
    name: (statement: Statement) => string;
    attributes: (statement: Statement) => Attributes;
    metric: Instrument;
    metricAttributes: (statement: Statement) => Attributes;
  };
  log: Scope;
  /** Attributes of every log record of a request. */
  lineAttributes: (requestId: string) => Attributes | undefined;
  /** Attributes of the log record that reports a request. */
  requestLine: (incoming: IncomingRequest, url: string, status: number, ms: number) => Attributes;
}

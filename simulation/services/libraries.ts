import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from './metric-registry.ts';
import type { Scope } from '../../lib/otlp/writer/records.ts';
import type { Incoming } from './request.ts';
import type { Database } from './system.ts';

export interface Address {
  host: string;
  port: number;
}

export interface CallOut {
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

/** The instrumentation libraries of a service: in which scopes, under which names and with which attributes they tell. */
export interface Libraries {
  server: {
    scope: Scope;
    /** A framework's span within the server's, which then has the exceptions. */
    handler?: { scope: Scope; attributes: (incoming: Incoming, url: string, status: number) => Attributes[] };
    attributes: (address: Address, incoming: Incoming, status: number) => Attributes[];
    metric: Instrument;
    metricAttributes: (incoming: Incoming, status: number) => Attributes;
  };
  client: {
    scope: Scope;
    /** As its callees see it; empty where it does not say. */
    userAgent: string;
    /** `failure` is what its `error.type` says where no answer came. */
    attributes: (address: Address, call: CallOut, status: number | undefined, failure: string) => Attributes[];
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
  /** What a line has beside its own: of all lines of a request, and of the one that is written for it. */
  lineAttributes: (requestId: string) => Attributes | undefined;
  requestLine: (incoming: Incoming, url: string, status: number, ms: number) => Attributes;
}

import type { FactSource, Row } from './variables.ts';
import type { Attributes, AttributeValue } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from './metric-registry.ts';
import type { Scope, Severity } from '../../lib/otlp/writer/records.ts';

/**
 * A model of services, as data: who there is, what each does for a request, how long that takes. A text `$name` in attributes, paths and
 * bodies stands for that fact of the request (`order.id`, ...), with its type.
 */
export interface SystemModel {
  services: Readonly<Record<string, ServiceModel>>;
  /** Made anew for each request, beside what the request brings. */
  facts: Readonly<Record<string, FactSource>>;
  /** Facts that belong together: of each table one row is chosen for a request. */
  tables?: readonly (readonly Row[])[];
}

export interface ServiceModel {
  resource: Attributes;
  /** Where it listens, as its callers name it in their spans. */
  address: { host: string; port: number };
  /** By method and route, `POST /orders`, or by the destination of the messages that it takes, `CONSUME invoices`. */
  operations: Readonly<Record<string, Operation>>;
  /** How long its calls to other services may take, in milliseconds. */
  callTimeoutMs: number;
  /** Whose spans, lines and metrics it sends: those of the demo services by default, or what the semantic conventions ask of any. */
  libraries?: 'demo' | 'generic';
  /** Whether it writes a line for every request; it does by default. */
  logsRequests?: boolean;
}

/**
 * At least `minMs`, and `moreMs` more: evenly between, or on average with an exponential tail; or log-normal, given by its median and
 * the value that a hundredth exceeds.
 */
export type Latency =
  { minMs: number; moreMs: number; shape: 'even' | 'tail' } | { p50Ms: number; p99Ms: number; shape: 'log-normal' };

export interface Operation {
  /** The status of an answer that nothing spoils. */
  status: number;
  /** Before the first step and after the last. */
  overhead: Latency;
  steps: readonly Step[];
  /** Made anew each time, for these steps alone. */
  facts?: Readonly<Record<string, FactSource>>;
  /** On its server span, or the span of its processing. */
  attributes?: Attributes;
}

/** What a service asks of a database, as its spans name it. */
export interface Database {
  system: string;
  namespace: string;
  address: { host: string; port: number };
}

export type Step =
  /** Where a fault of the service shows. */
  | { do: 'struck' }
  /** Nothing but time. */
  | { do: 'work'; latency: Latency }
  /** A request that goes wrong by itself: those with this fact, or this share of them. */
  | {
      do: 'fail';
      status: number;
      name: string;
      message: string;
      when?: { fact: string; is: AttributeValue };
      rate?: number;
    }
  /** A statement to a database; without a `database` that of the demo services, as the instrumentation of `pg` tells of it. */
  | {
      do: 'query';
      operation: string;
      statement: string;
      latency: Latency;
      database?: Database;
      collection?: string;
      attributes?: Attributes;
    }
  /** A call to another service of the model; one that is `optional` may fail without harm. */
  | { do: 'call'; service: string; method: string; route: string; path: string; optional?: boolean }
  /** A message; every service that consumes from its destination takes it after a while, and nobody waits for that. */
  | {
      do: 'publish';
      system: string;
      destination: string;
      latency: Latency;
      delay: Latency;
      attributes?: Attributes;
    }
  /** Steps at the same time. */
  | { do: 'together'; branches: readonly (readonly Step[])[] }
  /** A span of the service's own around other steps. */
  | {
      do: 'span';
      scope: Scope;
      name: string;
      attributes: Attributes;
      /** Set where its steps succeed. */
      onSuccess?: Attributes;
      duration?: { instrument: Instrument; attributes: Attributes };
      steps: readonly Step[];
    }
  /** Steps that follow whether the first ones succeed or fail. */
  | { do: 'always'; steps: readonly Step[]; afterwards: readonly Step[] }
  /** An event of the innermost span. */
  | { do: 'event'; name: string; attributes: Attributes }
  /** A line within the innermost span of these steps. */
  | { do: 'log'; body: string; attributes: Attributes; severity?: Severity }
  | { do: 'measure'; instrument: Instrument; value: number | string; attributes: Attributes };

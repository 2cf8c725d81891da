import type { VariableSource, VariableRow } from './variables.ts';
import type { Attributes, AttributeValue } from '../../lib/otlp/writer/attributes.ts';
import type { TelemetryIntervals } from '../../stack/pacing/telemetry-intervals.ts';
import type { Conventions } from './convention-names.ts';
import type { Instrument, Scope, Severity } from '../../lib/otlp/writer/records.ts';

/**
 * A model of a system of services, as data: which services exist, what each does for a request, and how long that
 * takes. `$name` in attributes, paths and log bodies is a reference to a variable of the request (`order.id`, ...).
 */
export interface SystemModel {
  services: Readonly<Record<string, ServiceModel>>;
  /** Generated for each request, in addition to those that the request itself defines. */
  variables: Readonly<Record<string, VariableSource>>;
  /** Variables that belong together: one row of each table is chosen for a request. */
  tables?: readonly (readonly VariableRow[])[];
}

export interface ServiceModel {
  resource: Attributes;
  /** Where it listens, as its callers name it in their spans. */
  address: { host: string; port: number };
  /**
   * By method and route, `POST /orders`, by the method of gRPC, `GRPC cart.Cart/GetItems`, or by the destination of the
   * messages that it consumes, `CONSUME invoices`.
   */
  operations: Readonly<Record<string, Operation>>;
  /** The timeout of its calls to other services, in milliseconds. */
  callTimeoutMs: number;
  /**
   * Its instrumentation: that of the demo services by default, or `generic`, as the semantic conventions describe it.
   */
  libraries?: 'demo' | 'generic';
  /** Those of its generic instrumentation; `stable` by default. */
  conventions?: Conventions;
  /** How many instances share its requests; 1 by default. `$replica` in `resource` is the number of the instance. */
  replicas?: number;
  /** The intervals of its SDK; those of the simulation by default. */
  intervals?: Partial<TelemetryIntervals>;
  /** Whether it writes a log record for every request; true by default. */
  logsRequests?: boolean;
}

/**
 * A distribution of durations. `even`: uniform between `minMs` and `minMs + moreMs`. `tail`: `minMs` plus an
 * exponential part with the mean `moreMs`. `log-normal`: given by its median and 99th percentile.
 */
export type Latency =
  { minMs: number; moreMs: number; shape: 'even' | 'tail' } | { p50Ms: number; p99Ms: number; shape: 'log-normal' };

export interface Operation {
  /** The status of the response if nothing fails. */
  status: number;
  /** Before the first step and after the last. */
  overhead: Latency;
  steps: readonly Step[];
  /** Generated for each execution, for these steps only. */
  variables?: Readonly<Record<string, VariableSource>>;
  /** Attributes of the server span, or of the span that processes a message. */
  attributes?: Attributes;
  /** For messages: the consumer group. */
  group?: string;
  /** For messages: each is processed in a trace of its own, with a link to the sender's span. */
  isLinked?: boolean;
}

/** A database, as client spans name it. */
export interface Database {
  system: string;
  namespace: string;
  address: { host: string; port: number };
}

/** One thing that a service does for a request. */
export type Step =
  /** Injects the active faults of the service: latency and failures. */
  | { do: 'apply-faults' }
  /** Takes time and does nothing else. */
  | { do: 'work'; latency: Latency }
  /** Fails without a fault: requests with a certain value of a variable, or a share of all. */
  | {
      do: 'fail';
      status: number;
      name: string;
      message: string;
      when?: { variable: string; is: AttributeValue };
      rate?: number;
      grpcCode?: number;
    }
  /** A statement to a database; by default that of the demo services, as the instrumentation of `pg` records it. */
  | {
      do: 'query';
      operation: string;
      statement: string;
      latency: Latency;
      database?: Database;
      collection?: string;
      attributes?: Attributes;
    }
  /** A call to another service of the model; if it is `optional`, its failure does not fail the request. */
  | {
      do: 'call';
      service: string;
      method: string;
      route: string;
      path: string;
      optional?: boolean;
      /** How often the call is repeated after a failure of the callee; the pause doubles each time. */
      retries?: { most: number; pause: Latency };
      attributes?: Attributes;
    }
  /** A call to a service outside of the model, which sends no telemetry; a share of the calls fails with 503. */
  | {
      do: 'external';
      address: { host: string; port: number };
      method: string;
      /** The path, or the method of gRPC. */
      route: string;
      latency: Latency;
      errors?: number;
      optional?: boolean;
      attributes?: Attributes;
    }
  /** Executes steps for a share of the requests. */
  | { do: 'sometimes'; rate: number; steps: readonly Step[] }
  /** Sends a message, which every service that consumes from its destination processes later, asynchronously. */
  | {
      do: 'publish';
      system: string;
      destination: string;
      latency: Latency;
      delay: Latency;
      attributes?: Attributes;
    }
  /** Executes branches concurrently. */
  | { do: 'together'; branches: readonly (readonly Step[])[] }
  /** An internal span around other steps. */
  | {
      do: 'span';
      scope: Scope;
      name: string;
      attributes: Attributes;
      /** Set if its steps succeed. */
      onSuccess?: Attributes;
      duration?: { instrument: Instrument; attributes: Attributes };
      steps: readonly Step[];
    }
  /** Executes `afterwards` whether `steps` succeed or fail. */
  | { do: 'always'; steps: readonly Step[]; afterwards: readonly Step[] }
  /** An event of the innermost span. */
  | { do: 'event'; name: string; attributes: Attributes }
  /** A log record in the context of the innermost span. */
  | { do: 'log'; body: string; attributes: Attributes; severity?: Severity }
  | { do: 'measure'; instrument: Instrument; value: number | string; attributes: Attributes };

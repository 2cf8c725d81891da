import type { Attributes } from './otlp/attributes.ts';
import type { Instrument } from './otlp/metric-registry.ts';
import type { Scope } from './otlp/records.ts';

/**
 * A model of services, as data: who there is, what each does for a request, how long that takes. A text `$name` in attributes, paths and
 * bodies stands for that fact of the request (`order.id`, ...), with its type.
 */
export interface SystemModel {
  services: Readonly<Record<string, ServiceModel>>;
  /** Made anew for each request, beside what the request brings. */
  facts: Readonly<Record<string, 'uuid'>>;
}

export interface ServiceModel {
  resource: Attributes;
  /** Where it listens, as its callers name it in their spans. */
  address: { host: string; port: number };
  /** By method and route: `POST /orders`. */
  operations: Readonly<Record<string, Operation>>;
  /** How long its calls to other services may take, in milliseconds. */
  callTimeoutMs: number;
}

/** At least `minMs`, and `moreMs` more: evenly between, or on average with an exponential tail. */
export interface Latency {
  minMs: number;
  moreMs: number;
  shape: 'even' | 'tail';
}

export interface Operation {
  /** The status of an answer that nothing spoils. */
  status: number;
  /** Before the first step and after the last. */
  overhead: Latency;
  steps: readonly Step[];
}

export type Step =
  /** Where a fault of the service shows. */
  | { do: 'struck' }
  /** Nothing but time. */
  | { do: 'work'; latency: Latency }
  /** A statement to a database, as the instrumentation of `pg` tells of it. */
  | { do: 'query'; operation: string; statement: string; latency: Latency }
  /** A call to another service of the model. */
  | { do: 'call'; service: string; method: string; route: string; path: string }
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
  /** A line within the innermost span of these steps. */
  | { do: 'log'; body: string; attributes: Attributes }
  | { do: 'measure'; instrument: Instrument; value: number | string; attributes: Attributes };

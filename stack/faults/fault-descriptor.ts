/** Where a fault can be injected. */
export type FaultSupport = 'embedded' | 'docker' | 'simulation';

/** A parameter of a fault, in terms of JSON Schema; `routes` is a list of routes of the service. */
export type FaultParameter = {
  readonly description: string;
  readonly required?: true;
  /** A duration in production time, which a run divides by its pace. */
  readonly paced?: true;
} & (
  | {
      readonly type: 'number' | 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly default?: number;
    }
  | { readonly type: 'string'; readonly maxLength: number }
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly default: string }
  | { readonly type: 'routes' }
);

/** What is known about a fault wherever it is named: in scenarios, traffic files, the terminal UI and the simulation. */
export interface FaultDescriptor {
  readonly name: string;
  /** A sentence without a full stop: `Makes a share of requests fail`. */
  readonly description: string;
  /**
   * `caller` is a service that calls other services, `querier` one that uses PostgreSQL; `application` is the proxy in
   * front of the user's own; `load` is the requests that the run sends.
   */
  readonly target: 'service' | 'caller' | 'querier' | 'component' | 'otel-collector' | 'application' | 'load';
  readonly parameters: Readonly<Record<string, FaultParameter>>;
  readonly supportedBy: readonly FaultSupport[];
}

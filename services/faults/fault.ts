import type { ParameterSpecs, ParametersOf } from './parameters.ts';

/** An active fault, with a method for each place in which it acts. */
export interface ActiveFault {
  /** Called in each request, within its span: may wait, or throw the error that the request fails with. */
  beforeWork?: (route: string) => Promise<void>;
  /** Called for the URL of each outgoing call, which it may change. */
  beforeCall?: (url: URL) => void;
  /** Called for each outgoing call: whether it is sent without trace context. */
  dropsContext?: () => boolean;
  /** Called for each incoming request with trace context: whether its trace is sampled, whatever the caller decided. */
  samples?: (traceId: string) => boolean;
  /** Called for each database query of a request: milliseconds for which the database sleeps before it. */
  queryDelayMs?: () => number;
  /** Called for each span that ends and each log record: milliseconds that are added to its timestamps. */
  clockOffsetMs?: () => number;
  /** Called once the control endpoint has sent its response. */
  begin?: () => void;
  end?: () => void;
}

/** A fault that a service can have. */
export interface FaultDefinition {
  name: string;
  description: string;
  specs: ParameterSpecs;
  /** `parameters` are valid for `specs`. */
  make: (parameters: Record<string, unknown>) => ActiveFault;
}

/** Ties the type of a fault's parameters to their specification. */
export function defineFault<const S extends ParameterSpecs>(fault: {
  name: string;
  description: string;
  specs: S;
  make: (parameters: ParametersOf<S>) => ActiveFault;
}): FaultDefinition {
  return { ...fault, make: (parameters) => fault.make(parameters as ParametersOf<S>) };
}

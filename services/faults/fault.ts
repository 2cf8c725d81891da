import type { ParameterSpecs, ParametersOf } from './parameters.ts';

/** A fault at work. Each method is one place where a service asks; a fault has those that it acts in. */
export interface ActiveFault {
  /** Asked within each business request's own span; may wait, or throw what the request then fails with. */
  beforeWork?: (route: string) => Promise<void>;
  /** Asked for the URL of each outgoing call, which it may change. */
  beforeCall?: (url: URL) => void;
  /** Asked for each outgoing call: whether it goes without trace context. */
  dropsContext?: () => boolean;
  /** Called once the control endpoint has answered. */
  begin?: () => void;
  end?: () => void;
}

/** A fault that a service can have: its name, what it does, what it takes, and how it is made. */
export interface FaultDefinition {
  name: string;
  description: string;
  specs: ParameterSpecs;
  /** `parameters` have been checked against `specs`. */
  make: (parameters: Record<string, unknown>) => ActiveFault;
}

/** Ties the type of a fault's parameters to their specification. */
export function defineFault<S extends ParameterSpecs>(fault: {
  name: string;
  description: string;
  specs: S;
  make: (parameters: ParametersOf<S>) => ActiveFault;
}): FaultDefinition {
  return { ...fault, make: (parameters) => fault.make(parameters as ParametersOf<S>) };
}

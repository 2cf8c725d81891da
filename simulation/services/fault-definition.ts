import type { FaultDescriptor, FaultParameter } from '../../stack/faults/fault-descriptor.ts';

/** How a traffic file sets a parameter. One without a key cannot be set there. */
export interface TrafficKey {
  readonly key: string;
  readonly form: 'share' | 'duration' | 'offset' | 'integer' | 'routes';
  /** After the names of the faults that have the key: `the additional latency`. */
  readonly help: string;
}

export type ServiceFaultParameter = FaultParameter & { readonly traffic?: TrafficKey };

/** The state of an active fault in the simulation. */
export interface ModelActivation {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The next random number of the fault, in [0, 1). */
  readonly next: () => number;
}

/** The effects of a fault on the requests of a modeled service. It has those that it needs. */
export interface FaultModel {
  /** Milliseconds that a request takes longer. */
  delayMs?: (active: ModelActivation) => number;
  /** The error that a request fails with, or the answer that it gets instead of a result. */
  failure?: (active: ModelActivation) => { status: number; name: string; message: string; isAnswer?: boolean };
  /** Callers get no answer: they wait for their timeout, or are refused at once. */
  unreachable?: 'no-answer' | 'down';
  /** The query of each outgoing URL. */
  query?: (active: ModelActivation) => Record<string, unknown>;
  /** Whether an outgoing call loses its trace context. */
  losesContext?: (active: ModelActivation) => boolean;
  /** Milliseconds that a database query takes longer. */
  queryDelayMs?: (active: ModelActivation) => number;
  /** Milliseconds that are added to the timestamps of spans and log records. */
  clockOffsetMs?: (active: ModelActivation) => number;
  /** Whether an incoming trace is sampled, whatever the caller decided. */
  samples?: (active: ModelActivation, traceId: Buffer) => boolean;
}

/** A fault of a demo service: what is known about it, and its model. */
export interface ServiceFaultDefinition extends FaultDescriptor {
  readonly target: 'service' | 'caller' | 'querier';
  readonly parameters: Readonly<Record<string, ServiceFaultParameter>>;
  /** In the reference of traffic files: `requests fail`. */
  readonly effect: string;
  /** Undefined where it cannot be simulated. */
  readonly model?: FaultModel;
}

/** A numeric parameter, or its default. */
export function numberOf({ parameters }: ModelActivation, name: string, fallback: number): number {
  const value = parameters[name];
  return typeof value === 'number' ? value : fallback;
}

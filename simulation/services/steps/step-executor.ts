import type { RequestContext, TelemetryRecorder, Trace, SimulatedService } from '../request-context.ts';
import type { Variables } from '../variables.ts';
import type { ModelFailure } from '../faults.ts';
import type { TraceContext } from '../../../lib/otlp/writer/records.ts';
import type { IncomingRequest, SimulatedResponse } from '../request.ts';
import type { Latency, Operation, Step } from '../system.ts';

/** How long a call takes on the network, one way. */
export const networkLatency: Latency = { minMs: 0.15, moreMs: 0.2, shape: 'tail' };

/** A message as it reaches a consuming service. */
export interface ReceivedMessage {
  system: string;
  destination: string;
  /** The sender's span; undefined if its context was lost, or if it is linked. */
  producer?: TraceContext | undefined;
  /** The sender's span, in another trace. */
  link?: TraceContext | undefined;
  at: number;
  trace: Trace;
  variables: Variables;
}

/** The replica that handles the next request or message: the one that has handled fewest. */
export function nextReplica(replicas: readonly SimulatedService[]): SimulatedService {
  const [first, ...others] = replicas;
  if (!first) throw new Error('a service has no replicas');
  return others.reduce((least, one) => (one.handled < least.handled ? one : least), first);
}

/** What steps with nested steps, calls or messages need from the interpreter. */
export interface StepExecutor {
  /** The replicas of each service. */
  readonly services: ReadonlyMap<string, readonly SimulatedService[]>;
  readonly recorder: TelemetryRecorder;
  /**
   * Starts a new trace: for a request from outside, for what split off `from` a trace where context was lost, or for a
   * message that is processed in a trace of its own.
   */
  startTrace(from?: Trace, as?: 'splitOff' | 'linked'): Trace;
  /** Simulates a request at a service, with all that it causes at other services. */
  serve(service: SimulatedService, incoming: IncomingRequest, variables: Variables, trace: Trace): SimulatedResponse;
  /** Simulates the processing of a message. */
  consume(service: SimulatedService, operation: Operation, message: ReceivedMessage): void;
  execute(steps: readonly Step[], request: RequestContext): void;
  /** The failure that `work` throws; undefined if it succeeds. */
  catchFailure(work: () => void): ModelFailure | undefined;
}

import type { Course, Recorder, Trace, Worker } from '../request-context.ts';
import type { Facts } from '../variables.ts';
import type { ModelFailure } from '../faults.ts';
import type { TraceContext } from '../../../lib/otlp/writer/records.ts';
import type { Incoming, Served } from '../request.ts';
import type { Latency, Operation, Step } from '../system.ts';

/** What calls take on their way there and back. */
export const wire: Latency = { minMs: 0.15, moreMs: 0.2, shape: 'tail' };

/** A message as it reaches a service. */
export interface Consumption {
  system: string;
  destination: string;
  /** The context of its sender, where it came along. */
  producer: TraceContext | undefined;
  at: number;
  trace: Trace;
  facts: Facts;
}

/** Who works steps out, for those steps that hold or cause others. */
export interface Performer {
  readonly workers: ReadonlyMap<string, Worker>;
  readonly recorder: Recorder;
  /** A new trace: of a request from outside, or of one that came without its context from a part of another trace. */
  begin(from?: Trace): Trace;
  serve(worker: Worker, incoming: Incoming, facts: Facts, trace: Trace): Served;
  consume(worker: Worker, operation: Operation, message: Consumption): void;
  follow(steps: readonly Step[], course: Course): void;
  /** How work fails; undefined where it does not. */
  attempt(work: () => void): ModelFailure | undefined;
}

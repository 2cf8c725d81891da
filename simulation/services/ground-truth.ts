/** A fault that was injected into a request. */
export interface InjectedFault {
  service: string;
  fault: string;
  /** Which of several of its kind; undefined if it may be any of them. */
  label?: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * What the simulation knows about one trace, whatever the Collector does with it later. The trace is that of a request
 * from outside, or the part that split off where context was lost. It is complete as soon as the request was simulated,
 * even if the trace ends later than the clock. Times are milliseconds since the epoch.
 */
export interface TraceGroundTruth {
  readonly traceId: Buffer;
  /** The decision of the head sampler at the root. */
  readonly sampled: boolean;
  /** Whether a service exports a span of it. */
  isExported: boolean;
  /** The HTTP status of the root. A processed message counts as 200, a message whose processing failed as 500. */
  status: number;
  /** 0 if the first service did not answer: no trace exists then. */
  spans: number;
  /** From the first span's start to the last one's end. */
  start: number;
  end: number;
  /** A service in the trace answered 5xx, or failed to process a message. */
  hasServerError: boolean;
  injectedFaults: InjectedFault[];
}

export function newGroundTruth(traceId: Buffer, sampled: boolean): TraceGroundTruth {
  const nothing = { isExported: false, status: 0, spans: 0, start: Infinity, end: -Infinity };
  return { traceId, sampled, ...nothing, hasServerError: false, injectedFaults: [] };
}

/** A fault that a request ran into. */
export interface Strike {
  service: string;
  fault: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * What is true of one trace, whatever becomes of it: of a request from outside, or of a part of one that lost its context. Times are
 * milliseconds since the epoch. It is complete as soon as the request was worked out, also where its end lies ahead.
 */
export interface TraceTruth {
  readonly traceId: Buffer;
  /** Whether the head sampler lets it out. */
  readonly sampled: boolean;
  /** What its root answered; of a message that is processed 200 or, where that failed, 500. */
  status: number;
  /** None where the service that was asked did not answer at all: there is no such trace then. */
  spans: number;
  /** From the first span's start to the last one's end. */
  start: number;
  end: number;
  /** A service in it answered 5xx. */
  hasServerError: boolean;
  struck: Strike[];
}

export function newTruth(traceId: Buffer, sampled: boolean): TraceTruth {
  const nothing = { status: 0, spans: 0, start: Infinity, end: -Infinity };
  return { traceId, sampled, ...nothing, hasServerError: false, struck: [] };
}

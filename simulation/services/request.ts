import type { TraceContext } from '../../lib/otlp/writer/records.ts';

/** A request as it reaches a service. */
export interface IncomingRequest {
  method: string;
  route: string;
  /** For a request from outside, `$name` in it is a reference to a variable. */
  path: string;
  /** Without the question mark; empty if there is none. */
  query: string;
  userAgent: string;
  /** The caller's span; undefined for a request from outside, or if the context was lost. */
  caller: TraceContext | undefined;
  /** When it arrives, in milliseconds since the epoch. */
  at: number;
}

/** The response of a service. */
export interface SimulatedResponse {
  status: number;
  /** The code of gRPC, for a method of gRPC. */
  code?: number;
  /** When the response is complete, in milliseconds since the epoch. */
  end: number;
  traceId: Buffer;
  /** The duration that the service measures. */
  ms: number;
}

import type { TraceContext } from '../../lib/otlp/writer/records.ts';

/** A request as it reaches a service of a model. */
export interface Incoming {
  method: string;
  route: string;
  /** In one from outside `$name` stands for a fact. */
  path: string;
  /** Without its question mark; empty where there is none. */
  query: string;
  userAgent: string;
  /** The caller's context, where it came along. */
  caller: TraceContext | undefined;
  /** When it arrives, in milliseconds since the epoch. */
  at: number;
}

/** What became of it. */
export interface Served {
  status: number;
  /** When the answer is whole. */
  end: number;
  traceId: Buffer;
  /** As the service measures it. */
  ms: number;
}

import type { SpanKind } from '../otlp/json/read-spans.ts';
import type { Attributes } from '../otlp/writer/attributes.ts';

/** What happened to a trace: of an incomplete one, a part left the Collector. */
export type TraceOutcome = 'kept' | 'incomplete' | 'dropped';

/** A trace as its services sent it, and what happened to it. Secrets that the check searches for are masked. */
export interface TraceExample {
  /** In hex. */
  id: string;
  /** As in the ledger. */
  class: string;
  outcome: TraceOutcome;
  /** Of a trace that was kept, the policy that the sampler recorded; missing where none is. */
  policy?: string;
  /** Why, in a few sentences. */
  reason: string;
  /** What each policy of the tail samplers says about the trace with all its spans, in their order. */
  policies: TracePolicy[];
  /** ISO 8601, in virtual time. */
  start: string;
  /** The attributes of the resources of its services. */
  resources: Attributes[];
  spans: TraceExampleSpan[];
}

export interface TracePolicy {
  sampler: string;
  policy: string;
  /** In words. */
  rule: string;
  /** Null where that cannot be known: for a probability, a rate, or a condition that a check does not evaluate. */
  matches: boolean | null;
}

export interface TraceExampleSpan {
  /** In hex. */
  id: string;
  /** Missing for the root. */
  parent?: string;
  service: string;
  name: string;
  kind: SpanKind;
  /** Milliseconds since the start of the trace. */
  offsetMs: number;
  durationMs: number;
  attributes: Attributes;
  /** The position in `resources`. */
  resource: number;
  events?: { name: string; attributes: Attributes }[];
  /** The message of the status `ERROR`, which may be empty; missing for other statuses. */
  error?: string;
  /** Whether it left the Collector. */
  exported: boolean;
}

import type { Refused } from '../http/receive-otlp.ts';
import { Interned } from './interned.ts';
import { readRequest } from './read-request.ts';
import { readSpanHead, type SpanHead } from './span-head.ts';
import type { Operation, Origin, StoredSpan, StoredTrace } from './stored-trace.ts';

export interface TraceStoreLimits {
  maxTraces: number;
  /** Of spans as received, with what keeping them costs. */
  maxBytes: number;
}

/** The size of the store, and its counters since its start. */
export interface TraceStats {
  traces: number;
  spans: number;
  bytes: number;
  receivedSpans: number;
  /** Spans that were there already: a retried export. */
  duplicateSpans: number;
  /** Spans without a valid trace or span id, and those that were nested too deeply. */
  rejectedSpans: number;
  /** Requests answered with 4xx. */
  rejectedRequests: number;
  evictedTraces: number;
  evictedSpans: number;
}

/**
 * The objects around the bytes of a span and of a trace: 171 bytes of heap per span were measured with ten spans a
 * trace.
 */
const spanOverhead = 140;
const traceOverhead = 600;

/** Traces in memory, bounded by their number and their bytes; the trace that arrived first goes first. */
export class TraceStore {
  readonly #limits: TraceStoreLimits;
  readonly #traces = new Map<string, StoredTrace>();
  readonly #origins = new Interned<Origin>();
  readonly #operations = new Interned<Operation>();
  /** One iterator for all evictions: a new one would step over every trace evicted before. */
  #oldest: Iterator<StoredTrace>;
  readonly #stats: TraceStats = {
    traces: 0,
    spans: 0,
    bytes: 0,
    receivedSpans: 0,
    duplicateSpans: 0,
    rejectedSpans: 0,
    rejectedRequests: 0,
    evictedTraces: 0,
    evictedSpans: 0,
  };

  constructor(limits: TraceStoreLimits) {
    this.#limits = limits;
    this.#oldest = this.#traces.values();
  }

  /** Files the spans of a checked ExportTraceServiceRequest under their traces. */
  ingest(body: Buffer): Refused | undefined {
    let refused = 0;
    for (const group of readRequest(body)) {
      for (const { from, to } of group.spans) {
        this.#stats.receivedSpans += 1;
        const head = readSpanHead(body, from, to);
        if (!isId(head.traceId, 32) || !isId(head.spanId, 16)) refused += 1;
        else this.#add(head, body, from, to, () => this.#origins.use(group.originKey, group.makeOrigin));
      }
    }
    this.#evict();
    if (refused === 0) return undefined;
    this.#stats.rejectedSpans += refused;
    return { count: refused, reason: 'A span needs a trace id of 16 bytes and a span id of 8 bytes, not all zero' };
  }

  /** Counts spans that never came here. */
  countRejectedSpans(count: number): void {
    this.#stats.receivedSpans += count;
    this.#stats.rejectedSpans += count;
  }

  countRejectedRequest(): void {
    this.#stats.rejectedRequests += 1;
  }

  get(traceId: string): StoredTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** Every trace, the one that arrived last first. */
  newestFirst(): StoredTrace[] {
    return [...this.#traces.values()].reverse();
  }

  operations(): IterableIterator<Operation> {
    return this.#operations.values();
  }

  stats(): TraceStats {
    return { ...this.#stats, traces: this.#traces.size };
  }

  #add(head: SpanHead, body: Buffer, from: number, to: number, useOrigin: () => Origin): void {
    let trace = this.#traces.get(head.traceId);
    if (trace === undefined) {
      trace = {
        id: head.traceId,
        spans: new Map(),
        firstStart: head.start,
        lastStart: head.start,
        bytes: traceOverhead,
      };
      this.#traces.set(trace.id, trace);
      this.#stats.bytes += traceOverhead;
    }
    if (trace.spans.has(head.spanId)) {
      this.#stats.duplicateSpans += 1;
      return;
    }
    const origin = useOrigin();
    const { name, kind } = head;
    const key = `${kind}\n${name}\n${origin.service}`;
    const operation = this.#operations.use(key, () => ({ key, service: origin.service, name, kind, uses: 0 }));
    trace.spans.set(head.spanId, { body, from, to, origin, operation });
    if (head.start < trace.firstStart) trace.firstStart = head.start;
    if (head.start > trace.lastStart) trace.lastStart = head.start;
    trace.bytes += to - from + spanOverhead;
    this.#stats.bytes += to - from + spanOverhead;
    this.#stats.spans += 1;
  }

  #evict(): void {
    while (this.#traces.size > this.#limits.maxTraces || this.#stats.bytes > this.#limits.maxBytes) {
      let next = this.#oldest.next();
      if (next.done) {
        this.#oldest = this.#traces.values();
        next = this.#oldest.next();
      }
      if (next.done) return;
      this.#remove(next.value);
    }
  }

  #remove(trace: StoredTrace): void {
    this.#traces.delete(trace.id);
    for (const span of trace.spans.values()) this.#release(span);
    this.#stats.bytes -= trace.bytes;
    this.#stats.spans -= trace.spans.size;
    this.#stats.evictedSpans += trace.spans.size;
    this.#stats.evictedTraces += 1;
  }

  #release(span: StoredSpan): void {
    this.#origins.release(span.origin.key, span.origin);
    this.#operations.release(span.operation.key, span.operation);
  }
}

function isId(hex: string, digits: number): boolean {
  return hex.length === digits && !/^0+$/.test(hex);
}

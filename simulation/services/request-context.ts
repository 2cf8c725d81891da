import type { Random } from '../../lib/random.ts';
import { type Facts, randomBytes } from './variables.ts';
import type { ModelFailure, ModelFaults } from './faults.ts';
import type { Libraries } from './libraries.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Severity, Scope, SpanEvent, SpanKind, TraceContext } from '../../lib/otlp/writer/records.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';
import type { Latency, ServiceModel } from './system.ts';
import { exception } from './telemetry-texts.ts';
import type { TraceTruth } from './ground-truth.ts';

/** A service of a model at work. */
export interface Worker {
  name: string;
  model: ServiceModel;
  libraries: Libraries;
  faults: ModelFaults;
  telemetry: ServiceTelemetry;
  /** Numbers its requests, as its log does. */
  served: number;
}

/** One request within one service: where it is in time, and which span it is in. */
export interface Course {
  worker: Worker;
  facts: Facts;
  route: string;
  requestId: string;
  at: number;
  span: TraceContext;
  /** What happened in that span so far. */
  events: SpanEvent[] | undefined;
  trace: Trace;
}

/** A trace while it is made, and those that broke off from it. */
export interface Trace {
  truth: TraceTruth;
  brokenOff: TraceTruth[];
}

interface SpanToBe {
  scope: Scope;
  parent: TraceContext | undefined;
  isRemote?: boolean;
  name: string;
  kind: SpanKind;
  start: number;
  end: number;
  attributes: readonly Attributes[];
  events?: readonly SpanEvent[] | undefined;
  /** In error; with its message and exception where there is one. */
  error?: ModelFailure | true | undefined;
}

/** Hands what happens to the services' telemetry, and counts it in the truth. */
export class Recorder {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  context({ traceId, sampled }: Pick<TraceTruth, 'traceId' | 'sampled'>): TraceContext {
    return { traceId, spanId: randomBytes(this.random, 8), sampled };
  }

  span({ worker, trace: { truth } }: Pick<Course, 'worker' | 'trace'>, context: TraceContext, it: SpanToBe): void {
    truth.spans += 1;
    truth.start = Math.min(truth.start, it.start);
    truth.end = Math.max(truth.end, it.end);
    if (!context.sampled) return;
    const { error, parent } = it;
    worker.telemetry.span({
      context,
      scope: it.scope,
      parent: parent && { spanId: parent.spanId, isRemote: it.isRemote === true },
      name: it.name,
      kind: it.kind,
      start: it.start,
      end: it.end,
      attributes: it.attributes,
      events: it.events,
      error: error && (error === true ? {} : { message: error.message, exception: exception(error) }),
    });
  }

  /** A line at a moment, which loses its fraction as a log's time stamp does. */
  log(
    course: Course,
    at: number,
    severity: Severity,
    body: string,
    attributes: Attributes,
    context: TraceContext,
  ): void {
    const { telemetry, libraries } = course.worker;
    const own = libraries.lineAttributes(course.requestId);
    telemetry.log({
      scope: libraries.log,
      time: Math.floor(at),
      severity,
      body,
      attributes: own ? [own, attributes] : [attributes],
      context,
    });
  }

  draw(latency: Latency): number {
    if (latency.shape === 'log-normal') return this.#logNormal(latency.p50Ms, latency.p99Ms);
    const { minMs, moreMs, shape } = latency;
    return minMs + (shape === 'even' ? this.random.next() * moreMs : this.random.exponential(moreMs));
  }

  #logNormal(p50Ms: number, p99Ms: number): number {
    // Box and Muller's way to a normal number; its 99th percentile is at 2.3263 standard deviations.
    const radius = Math.sqrt(-2 * Math.log(1 - this.random.next()));
    const normal = radius * Math.cos(2 * Math.PI * this.random.next());
    return p50Ms * Math.exp((normal * Math.log(p99Ms / p50Ms)) / 2.3263);
  }
}

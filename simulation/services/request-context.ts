import type { Random } from '../../lib/random.ts';
import { type Variables, randomBytes, resolveAttributes } from './variables.ts';
import type { ModelFailure, ModelFaults } from './faults.ts';
import type { Libraries } from './libraries.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { Severity, Scope, SpanEvent, SpanKind, TraceContext } from '../../lib/otlp/writer/records.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';
import type { Latency, ServiceModel } from './system.ts';
import { exception } from './demo-attributes.ts';
import type { TraceGroundTruth } from './ground-truth.ts';

/** A service of the simulated system while it runs: its model, its faults and its telemetry. */
export interface SimulatedService {
  name: string;
  model: ServiceModel;
  libraries: Libraries;
  faults: ModelFaults;
  telemetry: ServiceTelemetry;
  /** How many requests and messages it has handled; the next request id is made of it. */
  handled: number;
}

/** The state of one request within one service while its steps are executed. */
export interface RequestContext {
  service: SimulatedService;
  variables: Variables;
  route: string;
  requestId: string;
  /** The moment that the steps have reached, in milliseconds since the epoch. It may be later than the clock. */
  time: number;
  /** The innermost open span. */
  span: TraceContext;
  /** Values that replace variables in the attributes of spans of what failed. */
  onError: Variables | undefined;
  /** Events of that span so far. */
  events: SpanEvent[] | undefined;
  trace: Trace;
}

/** The ground truth of a trace while its spans are recorded, and of the traces that lost context split off from it. */
export interface Trace {
  groundTruth: TraceGroundTruth;
  splitOff: TraceGroundTruth[];
  /** Traces of messages that were processed in a trace of their own, with a link to this one. */
  linked: TraceGroundTruth[];
}

/** Attributes of a span in the state of its request; `failed` if what it describes failed. */
export function attributesOf(
  attributes: Attributes,
  { variables, onError }: Pick<RequestContext, 'variables' | 'onError'>,
  failed: boolean,
): Attributes {
  return resolveAttributes(attributes, failed && onError ? { ...variables, ...onError } : variables);
}

interface SpanInput {
  scope: Scope;
  parent: TraceContext | undefined;
  isRemote?: boolean;
  name: string;
  kind: SpanKind;
  start: number;
  end: number;
  attributes: readonly Attributes[];
  events?: readonly SpanEvent[] | undefined;
  links?: readonly TraceContext[] | undefined;
  /** The span's status is an error; with a message and an exception event where a failure is given. */
  error?: ModelFailure | true | undefined;
}

/**
 * Records spans and log records of requests in the telemetry of their services, and in the ground truth of their
 * traces.
 */
export class TelemetryRecorder {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** A new span of a trace. */
  newSpanContext({ traceId, sampled }: Pick<TraceGroundTruth, 'traceId' | 'sampled'>): TraceContext {
    return { traceId, spanId: randomBytes(this.random, 8), sampled };
  }

  span(
    { service, trace: { groundTruth } }: Pick<RequestContext, 'service' | 'trace'>,
    context: TraceContext,
    it: SpanInput,
  ): void {
    groundTruth.spans += 1;
    groundTruth.start = Math.min(groundTruth.start, it.start);
    groundTruth.end = Math.max(groundTruth.end, it.end);
    if (!context.sampled) return;
    groundTruth.isExported = true;
    const { error, parent } = it;
    service.telemetry.span({
      context,
      scope: it.scope,
      parent: parent && { spanId: parent.spanId, isRemote: it.isRemote === true },
      name: it.name,
      kind: it.kind,
      start: it.start,
      end: it.end,
      attributes: it.attributes,
      events: it.events,
      links: it.links,
      error: error && (error === true ? {} : { message: error.message, exception: exception(error) }),
    });
  }

  /** Records a log record. Log timestamps are whole milliseconds, so `at` is rounded down. */
  log(
    request: RequestContext,
    at: number,
    severity: Severity,
    body: string,
    attributes: Attributes,
    context: TraceContext,
  ): void {
    const { telemetry, libraries } = request.service;
    const own = libraries.lineAttributes(request.requestId);
    telemetry.log({
      scope: libraries.log,
      time: Math.floor(at),
      severity,
      body,
      attributes: own ? [own, attributes] : [attributes],
      context,
    });
  }

  /** A random value of a latency distribution, in milliseconds. */
  randomLatency(latency: Latency): number {
    if (latency.shape === 'log-normal') return this.#logNormal(latency.p50Ms, latency.p99Ms);
    const { minMs, moreMs, shape } = latency;
    return minMs + (shape === 'even' ? this.random.next() * moreMs : this.random.exponential(moreMs));
  }

  #logNormal(p50Ms: number, p99Ms: number): number {
    // Box-Muller transform; the 99th percentile of a normal distribution is at 2.3263 standard deviations.
    const radius = Math.sqrt(-2 * Math.log(1 - this.random.next()));
    const normal = radius * Math.cos(2 * Math.PI * this.random.next());
    return p50Ms * Math.exp((normal * Math.log(p99Ms / p50Ms)) / 2.3263);
  }
}

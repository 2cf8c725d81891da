import { defined } from '../../../lib/defined.ts';
import type { Random } from '../../../lib/random.ts';
import type { TraceContext } from '../../../lib/otlp/writer/records.ts';
import {
  attributesOf,
  type RequestContext,
  TelemetryRecorder,
  type Trace,
  type SimulatedService,
} from '../request-context.ts';
import { type Variables, errorValues, generateVariable, randomBytes } from '../variables.ts';
import { ModelFailure } from '../faults.ts';
import { grpcStatusName } from '../grpc-status.ts';
import type { Message } from '../libraries.ts';
import { grpcMethod } from '../rpc-library.ts';
import type { IncomingRequest, SimulatedResponse } from '../request.ts';
import { executeStep } from './execute-step.ts';
import { type ReceivedMessage, type StepExecutor, networkLatency } from './step-executor.ts';
import type { Operation, Step } from '../system.ts';
import { exception } from '../demo-attributes.ts';
import { newGroundTruth } from '../ground-truth.ts';

/**
 * Simulates requests by executing the steps of their operations. A whole request is computed at once, without waiting:
 * its spans, log records and measurements get times that may be later than the clock.
 */
export class Interpreter implements StepExecutor {
  readonly services: ReadonlyMap<string, readonly SimulatedService[]>;
  /** The labels of the faults that are active. */
  readonly activeFaults = new Set<string>();
  readonly recorder: TelemetryRecorder;
  readonly #isSampled: (traceId: Buffer) => boolean;

  /** `isSampled` is the decision of the head sampler. */
  constructor(
    services: ReadonlyMap<string, readonly SimulatedService[]>,
    random: Random,
    isSampled: (traceId: Buffer) => boolean,
  ) {
    this.services = services;
    this.recorder = new TelemetryRecorder(random);
    this.#isSampled = isSampled;
  }

  startTrace(from?: Trace, as: 'splitOff' | 'linked' = 'splitOff'): Trace {
    const traceId = randomBytes(this.recorder.random, 16);
    const groundTruth = newGroundTruth(traceId, this.#isSampled(traceId));
    from?.[as].push(groundTruth);
    return { groundTruth, splitOff: from?.splitOff ?? [], linked: from?.linked ?? [] };
  }

  serve(service: SimulatedService, incoming: IncomingRequest, variables: Variables, trace: Trace): SimulatedResponse {
    const { recorder } = this;
    const { method, route, path, query, caller, at } = incoming;
    const operation = service.model.operations[`${method} ${route}`];
    if (!operation) throw new Error(`the model of ${service.name} has no ${method} ${route}`);
    const { libraries, telemetry } = service;
    const isRpc = method === grpcMethod;
    const library = isRpc ? libraries.rpc.server : libraries.server;
    const name = isRpc ? route : `${method} ${route}`;
    service.handled += 1;
    const server = this.#entrySpan(service, caller, at, trace);
    const handler = library.handler ? recorder.newSpanContext(server) : server;
    const request = this.#newContext(
      service,
      operation,
      variables,
      `${method} ${route}`,
      at + recorder.randomLatency(networkLatency),
      handler,
      trace,
    );
    const failure = this.catchFailure(() => this.#executeOperation(operation, request));
    const status = failure?.status ?? operation.status;
    const code = isRpc ? (failure?.grpcCode ?? 0) : undefined;
    const handled = request.time;
    const end = handled + recorder.randomLatency(networkLatency);
    const url = query === '' ? path : `${path}?${query}`;
    const thrown = failure?.isAnswer ? undefined : failure;

    if (thrown && status >= 500) recorder.log(request, handled, 'error', thrown.message, exception(thrown), handler);
    if (library.handler) {
      recorder.span(request, handler, {
        scope: library.handler.scope,
        parent: server,
        name: 'request',
        kind: 1,
        start: at,
        end: handled,
        attributes: library.handler.attributes(incoming, url, status),
        events: request.events,
        error: thrown,
      });
    }
    if (service.model.logsRequests !== false) {
      if (code !== undefined) {
        const line = { 'rpc.method': route, 'rpc.grpc.status_code': code, duration_ms: end - at };
        recorder.log(request, end, 'info', `${route} ${grpcStatusName(code)}`, line, server);
      } else {
        const line = libraries.requestLine(incoming, url, status, end - at);
        recorder.log(request, end, 'info', `${method} ${url} ${status}`, line, server);
      }
    }
    const attributes = library.attributes(service.model.address, incoming, code ?? status);
    recorder.span(request, server, {
      scope: library.scope,
      parent: caller,
      isRemote: true,
      name,
      kind: 2,
      start: at,
      end,
      attributes: operation.attributes
        ? [...attributes, attributesOf(operation.attributes, request, failure !== undefined)]
        : attributes,
      events: library.handler ? undefined : request.events,
      error: status < 500 ? undefined : library.handler ? true : (thrown ?? true),
    });
    for (const metric of library.metrics) {
      telemetry.duration(end, metric.instrument, end - at, metric.attributes(incoming, code ?? status));
    }
    if (status >= 500) trace.groundTruth.hasServerError = true;
    if (!caller) trace.groundTruth.status = status;
    return { status, end, traceId: server.traceId, ms: handled - at, ...defined({ code }) };
  }

  consume(
    service: SimulatedService,
    operation: Operation,
    { system, destination, producer, link, at, trace, variables }: ReceivedMessage,
  ): void {
    const { recorder } = this;
    const { messaging } = service.libraries;
    service.handled += 1;
    const span = this.#entrySpan(service, producer, at, trace);
    const request = this.#newContext(service, operation, variables, `CONSUME ${destination}`, at, span, trace);
    const failure = this.catchFailure(() => this.#executeOperation(operation, request));
    if (failure) recorder.log(request, request.time, 'error', failure.message, exception(failure), span);
    const { group } = operation;
    const processed: Message = { system, destination, operation: 'process', group };
    const own = messaging.attributes({ ...processed, error: failure?.name });
    recorder.span(request, span, {
      scope: messaging.scope,
      parent: producer,
      isRemote: true,
      name: messaging.name(processed),
      kind: 5,
      start: at,
      end: request.time,
      attributes: operation.attributes
        ? [own, attributesOf(operation.attributes, request, failure !== undefined)]
        : [own],
      events: request.events,
      links: link ? [link] : undefined,
      error: failure,
    });
    for (const duration of messaging.durations.process) {
      service.telemetry.duration(request.time, duration, request.time - at, own);
    }
    for (const counter of messaging.counts.process) {
      service.telemetry.measure(at, counter, 1, messaging.attributes(processed));
    }
    if (failure) trace.groundTruth.hasServerError = true;
    if (!producer) trace.groundTruth.status = failure ? 500 : 200;
  }

  execute(steps: readonly Step[], request: RequestContext): void {
    for (const step of steps) executeStep(step, request, this);
  }

  catchFailure(work: () => void): ModelFailure | undefined {
    try {
      work();
      return undefined;
    } catch (error) {
      if (error instanceof ModelFailure) return error;
      throw error;
    }
  }

  /** The first span of a service: sampled as its caller decided, or the root, unless a fault decides. */
  #entrySpan(service: SimulatedService, caller: TraceContext | undefined, at: number, trace: Trace): TraceContext {
    const { traceId, sampled, injectedFaults } = trace.groundTruth;
    const inherited = caller?.sampled ?? sampled;
    const decided = caller ? service.faults.samples(traceId) : undefined;
    if (decided !== undefined && decided !== inherited)
      injectedFaults.push({ service: service.name, fault: 'inconsistent-sampling', at });
    if (service.faults.clockOffsetMs !== 0) injectedFaults.push({ service: service.name, fault: 'clock-skew', at });
    return this.recorder.newSpanContext({ traceId, sampled: decided ?? inherited });
  }

  #newContext(
    service: SimulatedService,
    { variables: own }: Operation,
    variables: Variables,
    route: string,
    time: number,
    span: RequestContext['span'],
    trace: Trace,
  ): RequestContext {
    const requestId = `req-${service.handled.toString(36)}`;
    return {
      service,
      variables: own ? this.#withOwnVariables(own, variables) : variables,
      route,
      requestId,
      time,
      span,
      onError: own && errorValues(own),
      events: undefined,
      trace,
    };
  }

  #withOwnVariables(sources: NonNullable<Operation['variables']>, variables: Variables): Variables {
    const all: Record<string, string | number | boolean> = { ...variables };
    for (const [name, source] of Object.entries(sources)) {
      const value = generateVariable(source, this.recorder.random, this.activeFaults);
      if (value !== undefined) all[name] = value;
    }
    return all;
  }

  #executeOperation(operation: Operation, request: RequestContext): void {
    request.time += this.recorder.randomLatency(operation.overhead) / 2;
    this.execute(operation.steps, request);
    request.time += this.recorder.randomLatency(operation.overhead) / 2;
  }
}

import type { Random } from '../../lib/random.ts';
import { ModelFailure, type ModelFaults } from './faults.ts';
import { type Facts, fill, fillAll, randomBytes } from './facts.ts';
import { instruments, scopes } from './instruments.ts';
import type { Attributes } from './otlp/attributes.ts';
import type { LogRecord, Scope, SpanKind, SpanRecord, TraceContext } from './otlp/records.ts';
import type { Incoming, Served } from './request.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';
import type { Latency, Operation, ServiceModel, Step } from './system.ts';
import * as texts from './telemetry-texts.ts';

/** A service of a model at work. */
export interface Worker {
  name: string;
  model: ServiceModel;
  faults: ModelFaults;
  telemetry: ServiceTelemetry;
  /** Numbers its requests, as its log does. */
  served: number;
}

/** One request within one service: where it is in time, and which span it is in. */
interface Course {
  worker: Worker;
  facts: Facts;
  route: string;
  requestId: string;
  at: number;
  span: TraceContext;
}

/** What calls take on their way there and back. */
const wire: Latency = { minMs: 0.15, moreMs: 0.2, shape: 'tail' };

/** Works requests out, all of their course at once: spans, lines and values are handed to each service's telemetry with their times. */
export class Performance {
  readonly #workers: ReadonlyMap<string, Worker>;
  readonly #random: Random;

  constructor(workers: ReadonlyMap<string, Worker>, random: Random) {
    this.#workers = workers;
    this.#random = random;
  }

  /** What a service makes of a request, and of those that it makes itself. */
  serve(worker: Worker, incoming: Incoming, facts: Facts): Served {
    const { method, route, path, query, caller, at } = incoming;
    const operation = worker.model.operations[`${method} ${route}`];
    if (!operation) throw new Error(`the model of ${worker.name} has no ${method} ${route}`);
    worker.served += 1;
    const server = this.#context(caller?.traceId);
    const handler = this.#context(server.traceId);
    const course: Course = {
      worker,
      facts,
      route: `${method} ${route}`,
      requestId: `req-${worker.served.toString(36)}`,
      at: at + this.#draw(wire),
      span: handler,
    };
    const failure = this.#attempt(() => this.#work(operation, course));
    const status = failure?.status ?? operation.status;
    const handled = course.at;
    const end = handled + this.#draw(wire);
    const url = query === '' ? path : `${path}?${query}`;

    if (failure) this.#log(course, 'error', failure.message, texts.exception(failure), handler);
    this.#span(worker, handler, {
      scope: scopes.fastify,
      parent: { spanId: server.spanId, isRemote: false },
      name: 'request',
      kind: 1,
      start: at,
      end: handled,
      attributes: texts.handler(method, route, url, status),
      ...(failure ? { error: { message: failure.message, exception: texts.exception(failure) } } : {}),
    });
    this.#log(
      { ...course, at: end },
      'info',
      `${method} ${url} ${status}`,
      texts.requestLine(method, url, status, end - at),
      server,
    );
    this.#span(worker, server, {
      scope: scopes.http,
      parent: caller ? { spanId: caller.spanId, isRemote: true } : undefined,
      name: `${method} ${route}`,
      kind: 2,
      start: at,
      end,
      attributes: texts.server(worker.model.address, incoming, status),
      ...(status >= 500 ? { error: {} } : {}),
    });
    worker.telemetry.measure(
      end,
      instruments.serverDuration,
      (end - at) / 1000,
      texts.serverMetric(method, route, status),
    );
    return { status, end, traceId: server.traceId, ms: handled - at };
  }

  #work(operation: Operation, course: Course): void {
    course.at += this.#draw(operation.overhead) / 2;
    this.#follow(operation.steps, course);
    course.at += this.#draw(operation.overhead) / 2;
  }

  #follow(steps: readonly Step[], course: Course): void {
    for (const step of steps) this.#step(step, course);
  }

  #step(step: Step, course: Course): void {
    const { worker, facts } = course;
    switch (step.do) {
      case 'struck': {
        const { ms, failure } = worker.faults.struck(course.route);
        course.at += ms;
        if (failure) throw failure;
        return;
      }
      case 'work':
        course.at += this.#draw(step.latency);
        return;
      case 'query':
        this.#query(step, course);
        return;
      case 'call':
        this.#call(step, course);
        return;
      case 'span':
        this.#around(step, course);
        return;
      case 'always': {
        const failure = this.#attempt(() => this.#follow(step.steps, course));
        this.#follow(step.afterwards, course);
        if (failure) throw failure;
        return;
      }
      case 'log':
        this.#log(course, 'info', step.body, fillAll(step.attributes, facts), course.span);
        return;
      case 'measure': {
        const value = typeof step.value === 'number' ? step.value : Number(fill(step.value, facts));
        worker.telemetry.measure(course.at, step.instrument, value, fillAll(step.attributes, facts));
      }
    }
  }

  #query(step: Extract<Step, { do: 'query' }>, course: Course): void {
    const start = course.at;
    course.at += this.#draw(step.latency);
    this.#span(course.worker, this.#context(course.span.traceId), {
      scope: scopes.pg,
      parent: { spanId: course.span.spanId, isRemote: false },
      name: `pg.query:${step.operation} ${texts.database}`,
      kind: 3,
      start,
      end: course.at,
      attributes: [texts.statement(step.statement)],
    });
    const attributes = texts.queryMetric(step.operation);
    course.worker.telemetry.measure(course.at, instruments.queryDuration, (course.at - start) / 1000, attributes);
  }

  #call(step: Extract<Step, { do: 'call' }>, course: Course): void {
    const { worker, facts } = course;
    const callee = this.#workers.get(step.service);
    if (!callee) throw new Error(`the model has no service ${step.service}`);
    const { method, route } = step;
    const path = String(fill(step.path, facts));
    const query = worker.faults.leak();
    const { address } = callee.model;
    const client = this.#context(course.span.traceId);
    const start = course.at;
    if (query !== '') {
      const url = texts.urlOf(address, path, query);
      this.#log(course, 'info', `calling ${callee.name}: ${method} ${url}`, { 'url.full': url }, course.span);
    }
    const caller = worker.faults.dropsContext() ? undefined : client;
    const at = start + this.#draw(wire);
    const served = this.serve(callee, { method, route, path, query, userAgent: 'node', caller, at }, facts);
    const timeout = start + worker.model.callTimeoutMs;
    const isLate = served.end > timeout;
    course.at = isLate ? timeout : served.end + this.#draw(wire);
    const status = isLate ? undefined : served.status;
    this.#span(worker, client, {
      scope: scopes.undici,
      parent: { spanId: course.span.spanId, isRemote: false },
      name: method,
      kind: 3,
      start,
      end: course.at,
      attributes: texts.client(address, { method, path, query }, status),
      ...(status === undefined || status >= 400 ? { error: {} } : {}),
    });
    const attributes = texts.clientMetric(address, method, status);
    worker.telemetry.measure(course.at, instruments.clientDuration, (course.at - start) / 1000, attributes);
    if (isLate) {
      const message = `${callee.name} did not answer within ${worker.model.callTimeoutMs} ms`;
      throw new ModelFailure(504, 'UpstreamTimeout', message);
    }
    if (served.status >= 500) {
      throw new ModelFailure(502, 'UpstreamError', `${callee.name} answered ${served.status}`);
    }
  }

  #around(step: Extract<Step, { do: 'span' }>, course: Course): void {
    const outer = course.span;
    const start = course.at;
    course.span = this.#context(outer.traceId);
    const failure = this.#attempt(() => this.#follow(step.steps, course));
    const outcome = failure ? { 'error.type': failure.name } : (step.onSuccess ?? {});
    this.#span(course.worker, course.span, {
      scope: step.scope,
      parent: { spanId: outer.spanId, isRemote: false },
      name: step.name,
      kind: 1,
      start,
      end: course.at,
      attributes: [fillAll(step.attributes, course.facts), outcome],
      ...(failure ? { error: { message: failure.message, exception: texts.exception(failure) } } : {}),
    });
    if (step.duration) {
      const { instrument, attributes } = step.duration;
      const all = failure ? { ...attributes, 'error.type': failure.name } : attributes;
      course.worker.telemetry.measure(course.at, instrument, (course.at - start) / 1000, all);
    }
    course.span = outer;
    if (failure) throw failure;
  }

  #attempt(work: () => void): ModelFailure | undefined {
    try {
      work();
      return undefined;
    } catch (error) {
      if (error instanceof ModelFailure) return error;
      throw error;
    }
  }

  #span(
    worker: Worker,
    context: TraceContext,
    rest: Omit<SpanRecord, keyof TraceContext> & { kind: SpanKind; scope: Scope },
  ): void {
    worker.telemetry.span({ ...context, ...rest });
  }

  #log(
    course: Course,
    severity: LogRecord['severity'],
    body: string,
    attributes: Attributes,
    context: TraceContext,
  ): void {
    course.worker.telemetry.log({
      scope: scopes.pino,
      time: Math.floor(course.at),
      severity,
      body,
      attributes: [{ reqId: course.requestId }, attributes],
      context,
    });
  }

  #context(traceId = randomBytes(this.#random, 16)): TraceContext {
    return { traceId, spanId: randomBytes(this.#random, 8) };
  }

  #draw({ minMs, moreMs, shape }: Latency): number {
    return minMs + (shape === 'even' ? this.#random.next() * moreMs : this.#random.exponential(moreMs));
  }
}

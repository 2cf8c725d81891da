import type { Random } from '../../../lib/random.ts';
import { type Course, Recorder, type Trace, type Worker } from '../request-context.ts';
import { type Facts, drawFact, fill, fillAll, fillIn, randomBytes } from '../variables.ts';
import { ModelFailure } from '../faults.ts';
import { genericScopes, message, messagingInstruments } from '../generic-libraries.ts';
import type { Incoming, Served } from '../request.ts';
import { performCall } from './call.ts';
import { performPublish } from './message.ts';
import { performQuery } from './query.ts';
import { performSpan } from './span.ts';
import { type Consumption, type Performer, wire } from './step-executor.ts';
import type { Operation, Step } from '../system.ts';
import { exception } from '../telemetry-texts.ts';
import { newTruth } from '../ground-truth.ts';

/** Works requests out, all of their course at once: spans, lines and values are handed to each service's telemetry with their times. */
export class Performance implements Performer {
  readonly workers: ReadonlyMap<string, Worker>;
  readonly recorder: Recorder;
  readonly #sampled: (traceId: Buffer) => boolean;

  constructor(workers: ReadonlyMap<string, Worker>, random: Random, sampled: (traceId: Buffer) => boolean) {
    this.workers = workers;
    this.recorder = new Recorder(random);
    this.#sampled = sampled;
  }

  begin(from?: Trace): Trace {
    const traceId = randomBytes(this.recorder.random, 16);
    const truth = newTruth(traceId, this.#sampled(traceId));
    from?.brokenOff.push(truth);
    return { truth, brokenOff: from?.brokenOff ?? [] };
  }

  /** What a service makes of a request, and of those that it makes itself. */
  serve(worker: Worker, incoming: Incoming, facts: Facts, trace: Trace): Served {
    const { recorder } = this;
    const { method, route, path, query, caller, at } = incoming;
    const operation = worker.model.operations[`${method} ${route}`];
    if (!operation) throw new Error(`the model of ${worker.name} has no ${method} ${route}`);
    const { libraries, telemetry } = worker;
    worker.served += 1;
    const server = recorder.context(trace.truth);
    const handler = libraries.server.handler ? recorder.context(server) : server;
    const course = this.#course(
      worker,
      operation,
      facts,
      `${method} ${route}`,
      at + recorder.draw(wire),
      handler,
      trace,
    );
    const failure = this.attempt(() => this.#work(operation, course));
    const status = failure?.status ?? operation.status;
    const handled = course.at;
    const end = handled + recorder.draw(wire);
    const url = query === '' ? path : `${path}?${query}`;
    const thrown = failure?.isAnswer ? undefined : failure;

    if (thrown && status >= 500) recorder.log(course, handled, 'error', thrown.message, exception(thrown), handler);
    if (libraries.server.handler) {
      recorder.span(course, handler, {
        scope: libraries.server.handler.scope,
        parent: server,
        name: 'request',
        kind: 1,
        start: at,
        end: handled,
        attributes: libraries.server.handler.attributes(incoming, url, status),
        events: course.events,
        error: thrown,
      });
    }
    if (worker.model.logsRequests !== false) {
      const line = libraries.requestLine(incoming, url, status, end - at);
      recorder.log(course, end, 'info', `${method} ${url} ${status}`, line, server);
    }
    const attributes = libraries.server.attributes(worker.model.address, incoming, status);
    recorder.span(course, server, {
      scope: libraries.server.scope,
      parent: caller,
      isRemote: true,
      name: `${method} ${route}`,
      kind: 2,
      start: at,
      end,
      attributes: operation.attributes ? [...attributes, fillAll(operation.attributes, course.facts)] : attributes,
      events: libraries.server.handler ? undefined : course.events,
      error: status < 500 ? undefined : libraries.server.handler ? true : (thrown ?? true),
    });
    telemetry.measure(
      end,
      libraries.server.metric,
      (end - at) / 1000,
      libraries.server.metricAttributes(incoming, status),
    );
    if (status >= 500) trace.truth.hasServerError = true;
    if (!caller) trace.truth.status = status;
    return { status, end, traceId: server.traceId, ms: handled - at };
  }

  /** What a service makes of a message, after its sender went on. */
  consume(
    worker: Worker,
    operation: Operation,
    { system, destination, producer, at, trace, facts }: Consumption,
  ): void {
    const { recorder } = this;
    worker.served += 1;
    const span = recorder.context(trace.truth);
    const course = this.#course(worker, operation, facts, `CONSUME ${destination}`, at, span, trace);
    const failure = this.attempt(() => this.#work(operation, course));
    if (failure) recorder.log(course, course.at, 'error', failure.message, exception(failure), span);
    const own = message(system, destination, 'process', failure?.name);
    recorder.span(course, span, {
      scope: genericScopes.messaging,
      parent: producer,
      isRemote: true,
      name: `process ${destination}`,
      kind: 5,
      start: at,
      end: course.at,
      attributes: operation.attributes ? [own, fillAll(operation.attributes, course.facts)] : [own],
      events: course.events,
      error: failure,
    });
    worker.telemetry.measure(course.at, messagingInstruments.processDuration, (course.at - at) / 1000, own);
    worker.telemetry.measure(at, messagingInstruments.consumed, 1, message(system, destination, 'process'));
    if (failure) trace.truth.hasServerError = true;
    if (!producer) trace.truth.status = failure ? 500 : 200;
  }

  follow(steps: readonly Step[], course: Course): void {
    for (const step of steps) this.#step(step, course);
  }

  attempt(work: () => void): ModelFailure | undefined {
    try {
      work();
      return undefined;
    } catch (error) {
      if (error instanceof ModelFailure) return error;
      throw error;
    }
  }

  #course(
    worker: Worker,
    { facts: own }: Operation,
    facts: Facts,
    route: string,
    at: number,
    span: Course['span'],
    trace: Trace,
  ): Course {
    const requestId = `req-${worker.served.toString(36)}`;
    return {
      worker,
      facts: own ? this.#draw(own, facts) : facts,
      route,
      requestId,
      at,
      span,
      events: undefined,
      trace,
    };
  }

  #draw(sources: NonNullable<Operation['facts']>, facts: Facts): Facts {
    const all: Record<string, string | number | boolean> = { ...facts };
    for (const [name, source] of Object.entries(sources)) all[name] = drawFact(source, this.recorder.random);
    return all;
  }

  #work(operation: Operation, course: Course): void {
    course.at += this.recorder.draw(operation.overhead) / 2;
    this.follow(operation.steps, course);
    course.at += this.recorder.draw(operation.overhead) / 2;
  }

  #step(step: Step, course: Course): void {
    const { worker, facts } = course;
    switch (step.do) {
      case 'struck':
        this.#struck(course);
        return;
      case 'work':
        course.at += this.recorder.draw(step.latency);
        return;
      case 'fail': {
        if (step.when && facts[step.when.fact] !== step.when.is) return;
        if (step.rate !== undefined && this.recorder.random.next() >= step.rate) return;
        throw new ModelFailure(step.status, step.name, fillIn(step.message, facts));
      }
      case 'query':
        performQuery(step, course, this.recorder);
        return;
      case 'call':
        performCall(step, course, this);
        return;
      case 'publish':
        performPublish(step, course, this);
        return;
      case 'together':
        this.#together(step, course);
        return;
      case 'span':
        performSpan(step, course, this);
        return;
      case 'always': {
        const failure = this.attempt(() => this.follow(step.steps, course));
        this.follow(step.afterwards, course);
        if (failure) throw failure;
        return;
      }
      case 'event':
        (course.events ??= []).push({ time: course.at, name: step.name, attributes: fillAll(step.attributes, facts) });
        return;
      case 'log': {
        const { severity = 'info', body, attributes } = step;
        this.recorder.log(course, course.at, severity, fillIn(body, facts), fillAll(attributes, facts), course.span);
        return;
      }
      case 'measure': {
        const value = typeof step.value === 'number' ? step.value : Number(fill(step.value, facts));
        worker.telemetry.measure(course.at, step.instrument, value, fillAll(step.attributes, facts));
      }
    }
  }

  #struck(course: Course): void {
    const { worker, route, trace } = course;
    const { ms, failure, by } = worker.faults.struck(route);
    for (const fault of by) trace.truth.struck.push({ service: worker.name, fault, at: course.at });
    course.at += ms;
    if (failure) throw failure;
  }

  /** All branches begin at the same time and are waited for; the first that fails is what fails. */
  #together({ branches }: Extract<Step, { do: 'together' }>, course: Course): void {
    const start = course.at;
    let first: ModelFailure | undefined;
    let end = start;
    for (const branch of branches) {
      course.at = start;
      const failure = this.attempt(() => this.follow(branch, course));
      first ??= failure;
      end = Math.max(end, course.at);
    }
    course.at = end;
    if (first) throw first;
  }
}

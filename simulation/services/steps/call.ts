import type { Course } from '../request-context.ts';
import { fill, fillIn } from '../variables.ts';
import { ModelFailure } from '../faults.ts';
import { type Performer, wire } from './step-executor.ts';
import type { Step } from '../system.ts';
import { urlOf } from '../telemetry-texts.ts';

/** How a call ended: with a status, or without an answer. */
interface Outcome {
  status?: number;
  failure?: ModelFailure;
  /** What `error.type` says where no answer came. */
  reason: string;
}

/** A call to another service of the model, as its client's span, metric and line tell of it. */
export function performCall(step: Extract<Step, { do: 'call' }>, course: Course, performer: Performer): void {
  const { worker, facts } = course;
  const { recorder } = performer;
  const callee = performer.workers.get(step.service);
  if (!callee) throw new Error(`the model has no service ${step.service}`);
  const { method, route } = step;
  const path = step.path === '$path' ? String(fill(step.path, facts)) : fillIn(step.path, facts);
  const query = worker.faults.leak();
  const { address } = callee.model;
  const client = recorder.context(course.span);
  const start = course.at;
  if (query !== '') {
    const url = urlOf(address, path, query);
    const body = `calling ${callee.name}: ${method} ${url}`;
    recorder.log(course, start, 'info', body, { 'url.full': url }, course.span);
    course.trace.truth.struck.push({ service: worker.name, fault: 'secret-in-url', at: start });
  }
  const isCut = worker.faults.dropsContext();
  if (isCut) course.trace.truth.struck.push({ service: worker.name, fault: 'lost-context', at: start });
  const at = start + recorder.draw(wire);
  const timeout = start + worker.model.callTimeoutMs;

  const reach = (): Outcome => {
    const silence = callee.faults.silence(`${method} ${route}`);
    if (silence !== undefined) {
      course.trace.truth.struck.push({ service: callee.name, fault: silence, at });
      if (silence === 'no-answer') return late();
      course.at = at;
      const message = `${callee.name} could not be reached: ECONNREFUSED`;
      return { failure: new ModelFailure(503, 'UpstreamUnreachable', message), reason: 'ECONNREFUSED' };
    }
    const caller = isCut ? undefined : client;
    const incoming = { method, route, path, query, userAgent: worker.libraries.client.userAgent, caller, at };
    const served = performer.serve(callee, incoming, facts, isCut ? performer.begin(course.trace) : course.trace);
    if (served.end > timeout) return late();
    course.at = served.end + recorder.draw(wire);
    const { status } = served;
    if (status >= 500) {
      return {
        status,
        failure: new ModelFailure(502, 'UpstreamError', `${callee.name} answered ${status}`),
        reason: '',
      };
    }
    // A callee's 4xx is its caller's mistake and is passed on.
    if (status >= 400) return { status, failure: new ModelFailure(status, 'Rejected', '', true), reason: '' };
    return { status, reason: '' };
  };
  const late = (): Outcome => {
    course.at = timeout;
    const message = `${callee.name} did not answer within ${worker.model.callTimeoutMs}ms`;
    return { failure: new ModelFailure(504, 'UpstreamTimeout', message), reason: 'TimeoutError' };
  };

  const { status, failure, reason } = reach();
  const { client: library } = worker.libraries;
  recorder.span(course, client, {
    scope: library.scope,
    parent: course.span,
    name: method,
    kind: 3,
    start,
    end: course.at,
    attributes: library.attributes(address, { method, route, path, query }, status, reason),
    error: failure ? true : undefined,
  });
  const attributes = library.metricAttributes(address, method, status, reason);
  worker.telemetry.measure(course.at, library.metric, (course.at - start) / 1000, attributes);
  if (failure && step.optional !== true) throw failure;
}

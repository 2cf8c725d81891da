import type { RequestContext } from '../request-context.ts';
import { resolveVariable, interpolate } from '../variables.ts';
import { ModelFailure } from '../faults.ts';
import { type StepExecutor, networkLatency } from './step-executor.ts';
import type { Step } from '../system.ts';
import { urlOf } from '../demo-attributes.ts';

/** How a call ended: with a status, or without a response. */
interface Outcome {
  status?: number;
  failure?: ModelFailure;
  /** The `error.type` if no response came. */
  reason: string;
}

/** Simulates an HTTP call to another service of the model, and records the client's span, metric and log record. */
export function executeCall(
  step: Extract<Step, { do: 'call' }>,
  request: RequestContext,
  executor: StepExecutor,
): void {
  const { service, variables } = request;
  const { recorder } = executor;
  const callee = executor.services.get(step.service);
  if (!callee) throw new Error(`the model has no service ${step.service}`);
  const { method, route } = step;
  const path =
    step.path === '$path' ? String(resolveVariable(step.path, variables)) : interpolate(step.path, variables);
  const query = service.faults.leak();
  const { address } = callee.model;
  const client = recorder.newSpanContext(request.span);
  const start = request.time;
  if (query !== '') {
    const url = urlOf(address, path, query);
    const body = `calling ${callee.name}: ${method} ${url}`;
    recorder.log(request, start, 'info', body, { 'url.full': url }, request.span);
    request.trace.groundTruth.injectedFaults.push({ service: service.name, fault: 'secret-in-url', at: start });
  }
  const losesContext = service.faults.dropsContext();
  if (losesContext)
    request.trace.groundTruth.injectedFaults.push({ service: service.name, fault: 'lost-context', at: start });
  const at = start + recorder.randomLatency(networkLatency);
  const timeout = start + service.model.callTimeoutMs;

  const call = (): Outcome => {
    const silence = callee.faults.silence(`${method} ${route}`);
    if (silence !== undefined) {
      request.trace.groundTruth.injectedFaults.push({ service: callee.name, fault: silence, at });
      if (silence === 'no-answer') return timedOut();
      request.time = at;
      const message = `${callee.name} could not be reached: ECONNREFUSED`;
      return { failure: new ModelFailure(503, 'UpstreamUnreachable', message), reason: 'ECONNREFUSED' };
    }
    const caller = losesContext ? undefined : client;
    const incoming = { method, route, path, query, userAgent: service.libraries.client.userAgent, caller, at };
    const trace = losesContext ? executor.startTrace(request.trace) : request.trace;
    const response = executor.serve(callee, incoming, variables, trace);
    if (response.end > timeout) return timedOut();
    request.time = response.end + recorder.randomLatency(networkLatency);
    const { status } = response;
    if (status >= 500) {
      return {
        status,
        failure: new ModelFailure(502, 'UpstreamError', `${callee.name} answered ${status}`),
        reason: '',
      };
    }
    // A 4xx is the mistake of the caller, which passes it on.
    if (status >= 400) return { status, failure: new ModelFailure(status, 'Rejected', '', true), reason: '' };
    return { status, reason: '' };
  };
  const timedOut = (): Outcome => {
    request.time = timeout;
    const message = `${callee.name} did not answer within ${service.model.callTimeoutMs}ms`;
    return { failure: new ModelFailure(504, 'UpstreamTimeout', message), reason: 'TimeoutError' };
  };

  const { status, failure, reason } = call();
  const { client: library } = service.libraries;
  recorder.span(request, client, {
    scope: library.scope,
    parent: request.span,
    name: method,
    kind: 3,
    start,
    end: request.time,
    attributes: library.attributes(address, { method, route, path, query }, status, reason),
    error: failure ? true : undefined,
  });
  const attributes = library.metricAttributes(address, method, status, reason);
  service.telemetry.measure(request.time, library.metric, (request.time - start) / 1000, attributes);
  if (failure && step.optional !== true) throw failure;
}

import { attributesOf, type RequestContext, type SimulatedService } from '../request-context.ts';
import { resolveVariable, interpolate } from '../variables.ts';
import { ModelFailure } from '../faults.ts';
import { grpcMethod } from '../rpc-library.ts';
import { nextReplica, type StepExecutor, networkLatency } from './step-executor.ts';
import type { Step } from '../system.ts';
import { urlOf } from '../demo-attributes.ts';

type CallStep = Extract<Step, { do: 'call' }>;

/** How a call ended: with a status, or without a response. */
interface Outcome {
  /** For gRPC its code. */
  status?: number;
  failure?: ModelFailure;
  /** The `error.type` if no response came. */
  reason: string;
}

/** Simulates a call to another service of the model, with its retries. */
export function executeCall(step: CallStep, request: RequestContext, executor: StepExecutor): void {
  const { most, pause } = step.retries ?? { most: 0, pause: networkLatency };
  for (let attempt = 0; ; attempt += 1) {
    const failure = executeAttempt(step, request, executor, attempt);
    if (!failure) return;
    if (attempt === most || !isRetryable(failure)) {
      if (step.optional === true) return;
      throw failure;
    }
    request.time += executor.recorder.randomLatency(pause) * 2 ** attempt;
  }
}

/** A response that was too late, a server error, or "too many requests": what clients repeat. */
function isRetryable({ status }: ModelFailure): boolean {
  return status >= 500 || status === 429;
}

/** Simulates one attempt, and records the client's span, metrics and log record. Returns its failure. */
function executeAttempt(
  step: CallStep,
  request: RequestContext,
  executor: StepExecutor,
  attempt: number,
): ModelFailure | undefined {
  const { service, variables } = request;
  const { recorder } = executor;
  const callee = calleeOf(step, executor);
  const { method, route } = step;
  const isRpc = method === grpcMethod;
  const path =
    step.path === '$path' ? String(resolveVariable(step.path, variables)) : interpolate(step.path, variables);
  // gRPC calls have no URL.
  const query = isRpc ? '' : service.faults.leak();
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
    return {
      status: response.code ?? response.status,
      reason: '',
      ...failureOf(callee, response.status, response.code),
    };
  };
  const timedOut = (): Outcome => {
    request.time = timeout;
    const message = `${callee.name} did not answer within ${service.model.callTimeoutMs}ms`;
    return { failure: new ModelFailure(504, 'UpstreamTimeout', message), reason: 'TimeoutError' };
  };

  const { status, failure, reason } = call();
  const library = isRpc ? service.libraries.rpc.client : service.libraries.client;
  const outgoing = { method, route, path, query };
  recorder.span(request, client, {
    scope: library.scope,
    parent: request.span,
    name: isRpc ? route : method,
    kind: 3,
    start,
    end: request.time,
    attributes: [
      ...library.attributes(address, outgoing, status, reason),
      ...(attempt > 0 ? [library.resend(attempt)] : []),
      ...(step.attributes ? [attributesOf(step.attributes, request, failure !== undefined)] : []),
    ],
    error: failure ? true : undefined,
  });
  for (const metric of library.metrics) {
    const attributes = metric.attributes(address, outgoing, status, reason);
    service.telemetry.duration(request.time, metric.instrument, request.time - start, attributes);
  }
  return failure;
}

function calleeOf({ service }: CallStep, { services }: StepExecutor): SimulatedService {
  const replicas = services.get(service);
  if (!replicas) throw new Error(`the model has no service ${service}`);
  return nextReplica(replicas);
}

/** What a response means to the caller; `code` is that of gRPC. */
function failureOf(callee: SimulatedService, status: number, code: number | undefined): { failure?: ModelFailure } {
  if (status >= 500) {
    return { failure: new ModelFailure(502, 'UpstreamError', `${callee.name} answered ${code ?? status}`) };
  }
  // A 4xx is the mistake of the caller, which passes it on.
  if (status >= 400) return { failure: new ModelFailure(status, 'Rejected', '', true, code) };
  return {};
}

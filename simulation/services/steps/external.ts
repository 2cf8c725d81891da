import { ModelFailure } from '../faults.ts';
import { grpcCodeOf } from '../grpc-status.ts';
import { attributesOf, type RequestContext } from '../request-context.ts';
import { grpcMethod } from '../rpc-library.ts';
import type { Step } from '../system.ts';
import type { StepExecutor } from './step-executor.ts';

/** Simulates a call to a service that sends no telemetry, and records the client's span and metrics. */
export function executeExternal(
  step: Extract<Step, { do: 'external' }>,
  request: RequestContext,
  { recorder }: StepExecutor,
): void {
  const { address, method, route, errors, optional } = step;
  const { service } = request;
  const isRpc = method === grpcMethod;
  const start = request.time;
  request.time += recorder.randomLatency(step.latency);
  const hasFailed = errors !== undefined && recorder.random.next() < errors;
  const status = hasFailed ? 503 : 200;
  const library = isRpc ? service.libraries.rpc.client : service.libraries.client;
  const outgoing = { method, route, path: route, query: '' };
  const reported = isRpc ? grpcCodeOf(status) : status;
  recorder.span(request, recorder.newSpanContext(request.span), {
    scope: library.scope,
    parent: request.span,
    name: isRpc ? route : method,
    kind: 3,
    start,
    end: request.time,
    attributes: [
      ...library.attributes(address, outgoing, reported, ''),
      ...(step.attributes ? [attributesOf(step.attributes, request, hasFailed)] : []),
    ],
    error: hasFailed ? true : undefined,
  });
  for (const metric of library.metrics) {
    const attributes = metric.attributes(address, outgoing, reported, '');
    service.telemetry.duration(request.time, metric.instrument, request.time - start, attributes);
  }
  if (hasFailed && optional !== true)
    throw new ModelFailure(502, 'UpstreamError', `${address.host} answered ${reported}`);
}

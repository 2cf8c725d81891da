import { attributesOf, type RequestContext, type TelemetryRecorder } from '../request-context.ts';
import type { Step } from '../system.ts';

/** Simulates a database statement: a client span and its duration metric. */
export function executeQuery(
  step: Extract<Step, { do: 'query' }>,
  request: RequestContext,
  recorder: TelemetryRecorder,
): void {
  const { operation, statement, database, collection } = step;
  const { service, trace } = request;
  const { query } = service.libraries;
  const start = request.time;
  const { ms, by } = service.faults.delayQuery();
  for (const fault of by) trace.groundTruth.injectedFaults.push({ service: service.name, ...fault, at: start });
  request.time += ms + recorder.randomLatency(step.latency);
  const it = { operation, statement, database, collection };
  const attributes = query.attributes(it);
  recorder.span(request, recorder.newSpanContext(request.span), {
    scope: query.scope,
    parent: request.span,
    name: query.name(it),
    kind: 3,
    start,
    end: request.time,
    attributes: step.attributes ? [attributes, attributesOf(step.attributes, request, false)] : [attributes],
  });
  for (const metric of query.metrics) {
    service.telemetry.duration(request.time, metric.instrument, request.time - start, metric.attributes(it));
  }
}

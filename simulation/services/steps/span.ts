import { attributesOf, type RequestContext } from '../request-context.ts';
import { resolveAttributes } from '../variables.ts';
import type { StepExecutor } from './step-executor.ts';
import { shared } from '../../../lib/otlp/writer/attributes.ts';
import type { Step } from '../system.ts';

const none = shared({});

/** Executes steps within an internal span of the service. */
export function executeSpan(
  step: Extract<Step, { do: 'span' }>,
  request: RequestContext,
  executor: StepExecutor,
): void {
  const { recorder } = executor;
  const { span: outer, events: outerEvents } = request;
  const start = request.time;
  request.span = recorder.newSpanContext(outer);
  request.events = undefined;
  const failure = executor.catchFailure(() => executor.execute(step.steps, request));
  recorder.span(request, request.span, {
    scope: step.scope,
    parent: outer,
    name: step.name,
    kind: 1,
    start,
    end: request.time,
    attributes: [
      attributesOf(step.attributes, request, failure !== undefined),
      failure
        ? { 'error.type': failure.name }
        : step.onSuccess
          ? resolveAttributes(step.onSuccess, request.variables)
          : none,
    ],
    events: request.events,
    // A response that is passed on was not thrown in this span.
    error: failure?.isAnswer ? undefined : failure,
  });
  if (step.duration) {
    const { instrument } = step.duration;
    const attributes = resolveAttributes(step.duration.attributes, request.variables);
    const all = failure ? { ...attributes, 'error.type': failure.name } : attributes;
    request.service.telemetry.measure(request.time, instrument, (request.time - start) / 1000, all);
  }
  request.span = outer;
  request.events = outerEvents;
  if (failure) throw failure;
}

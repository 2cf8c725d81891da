import { ModelFailure } from '../faults.ts';
import type { RequestContext } from '../request-context.ts';
import type { Step } from '../system.ts';
import { interpolate, resolveAttributes, resolveVariable } from '../variables.ts';
import { executeCall } from './call.ts';
import { executeExternal } from './external.ts';
import { executePublish } from './message.ts';
import { executeQuery } from './query.ts';
import { executeSpan } from './span.ts';
import type { StepExecutor } from './step-executor.ts';

/** Executes one step of an operation: it moves the time of the request, and leaves telemetry. Throws a ModelFailure. */
export function executeStep(step: Step, request: RequestContext, executor: StepExecutor): void {
  const { service, variables } = request;
  const { recorder } = executor;
  switch (step.do) {
    case 'apply-faults':
      applyFaults(request);
      return;
    case 'work':
      request.time += recorder.randomLatency(step.latency);
      return;
    case 'fail': {
      if (step.when && variables[step.when.variable] !== step.when.is) return;
      if (step.rate !== undefined && recorder.random.next() >= step.rate) return;
      const text = interpolate(step.message, variables);
      throw new ModelFailure(step.status, step.name, text, false, step.grpcCode);
    }
    case 'query':
      executeQuery(step, request, recorder);
      return;
    case 'call':
      executeCall(step, request, executor);
      return;
    case 'external':
      executeExternal(step, request, executor);
      return;
    case 'sometimes':
      if (recorder.random.next() < step.rate) executor.execute(step.steps, request);
      return;
    case 'publish':
      executePublish(step, request, executor);
      return;
    case 'together':
      executeConcurrently(step, request, executor);
      return;
    case 'span':
      executeSpan(step, request, executor);
      return;
    case 'always': {
      const failure = executor.catchFailure(() => executor.execute(step.steps, request));
      executor.execute(step.afterwards, request);
      if (failure) throw failure;
      return;
    }
    case 'event':
      (request.events ??= []).push({
        time: request.time,
        name: step.name,
        attributes: resolveAttributes(step.attributes, variables),
      });
      return;
    case 'log': {
      const { severity = 'info', body, attributes } = step;
      recorder.log(
        request,
        request.time,
        severity,
        interpolate(body, variables),
        resolveAttributes(attributes, variables),
        request.span,
      );
      return;
    }
    case 'measure': {
      const value = typeof step.value === 'number' ? step.value : Number(resolveVariable(step.value, variables));
      service.telemetry.measure(request.time, step.instrument, value, resolveAttributes(step.attributes, variables));
    }
  }
}

function applyFaults(request: RequestContext): void {
  const { service, route, trace } = request;
  const { ms, failure, by } = service.faults.inject(route);
  for (const fault of by) trace.groundTruth.injectedFaults.push({ service: service.name, ...fault, at: request.time });
  request.time += ms;
  if (failure) throw failure;
}

/** Starts all branches at the same time and waits for all; the failure of the first branch that fails is thrown. */
function executeConcurrently(
  { branches }: Extract<Step, { do: 'together' }>,
  request: RequestContext,
  executor: StepExecutor,
): void {
  const start = request.time;
  let first: ModelFailure | undefined;
  let end = start;
  for (const branch of branches) {
    request.time = start;
    const failure = executor.catchFailure(() => executor.execute(branch, request));
    first ??= failure;
    end = Math.max(end, request.time);
  }
  request.time = end;
  if (first) throw first;
}

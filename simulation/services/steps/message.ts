import type { RequestContext } from '../request-context.ts';
import { resolveAttributes } from '../variables.ts';
import { genericScopes, message, messagingInstruments } from '../generic-libraries.ts';
import type { StepExecutor } from './step-executor.ts';
import type { Step } from '../system.ts';

/** Simulates the sending of a message, and its processing by every service that consumes from the destination. */
export function executePublish(
  step: Extract<Step, { do: 'publish' }>,
  request: RequestContext,
  executor: StepExecutor,
): void {
  const { service, variables, trace } = request;
  const { recorder } = executor;
  const { system, destination } = step;
  const producer = recorder.newSpanContext(request.span);
  const start = request.time;
  request.time += recorder.randomLatency(step.latency);
  const own = message(system, destination, 'send');
  recorder.span(request, producer, {
    scope: genericScopes.messaging,
    parent: request.span,
    name: `send ${destination}`,
    kind: 4,
    start,
    end: request.time,
    attributes: step.attributes ? [own, resolveAttributes(step.attributes, variables)] : [own],
  });
  service.telemetry.measure(request.time, messagingInstruments.sent, 1, own);
  service.telemetry.measure(request.time, messagingInstruments.operationDuration, (request.time - start) / 1000, own);

  for (const consumer of executor.services.values()) {
    const operation = consumer.model.operations[`CONSUME ${destination}`];
    if (!operation) continue;
    const at = request.time + recorder.randomLatency(step.delay);
    // A service that is down takes no message, and the simulation ends before the broker would deliver it again.
    const silence = consumer.faults.silence(`CONSUME ${destination}`);
    if (silence !== undefined) {
      trace.groundTruth.injectedFaults.push({ service: consumer.name, fault: silence, at });
      continue;
    }
    const losesContext = service.faults.dropsContext();
    if (losesContext)
      trace.groundTruth.injectedFaults.push({ service: service.name, fault: 'lost-context', at: start });
    executor.consume(consumer, operation, {
      system,
      destination,
      producer: losesContext ? undefined : producer,
      at,
      trace: losesContext ? executor.startTrace(trace) : trace,
      variables,
    });
  }
}

import { attributesOf, type RequestContext } from '../request-context.ts';
import type { Message } from '../libraries.ts';
import { nextReplica, type StepExecutor } from './step-executor.ts';
import type { Step } from '../system.ts';

/** Simulates the sending of a message, and its processing by every service that consumes from the destination. */
export function executePublish(
  step: Extract<Step, { do: 'publish' }>,
  request: RequestContext,
  executor: StepExecutor,
): void {
  const { service, variables, trace } = request;
  const { recorder } = executor;
  const { messaging } = service.libraries;
  const { system, destination } = step;
  const producer = recorder.newSpanContext(request.span);
  const start = request.time;
  request.time += recorder.randomLatency(step.latency);
  const sent: Message = { system, destination, operation: 'send' };
  const own = messaging.attributes(sent);
  recorder.span(request, producer, {
    scope: messaging.scope,
    parent: request.span,
    name: messaging.name(sent),
    kind: 4,
    start,
    end: request.time,
    attributes: step.attributes ? [own, attributesOf(step.attributes, request, false)] : [own],
  });
  for (const counter of messaging.counts.send) service.telemetry.measure(request.time, counter, 1, own);
  for (const duration of messaging.durations.send) {
    service.telemetry.duration(request.time, duration, request.time - start, own);
  }

  for (const replicas of executor.services.values()) {
    const consumer = nextReplica(replicas);
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
      ...(losesContext
        ? { trace: executor.startTrace(trace) }
        : operation.isLinked === true
          ? { link: producer, trace: executor.startTrace(trace, 'linked') }
          : { producer, trace }),
      at,
      variables,
    });
  }
}

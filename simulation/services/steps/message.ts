import type { Course } from '../request-context.ts';
import { fillAll } from '../variables.ts';
import { genericScopes, message, messagingInstruments } from '../generic-libraries.ts';
import type { Performer } from './step-executor.ts';
import type { Step } from '../system.ts';

/** Sends a message, and lets every service that consumes from its destination take it. */
export function performPublish(step: Extract<Step, { do: 'publish' }>, course: Course, performer: Performer): void {
  const { worker, facts, trace } = course;
  const { recorder } = performer;
  const { system, destination } = step;
  const producer = recorder.context(course.span);
  const start = course.at;
  course.at += recorder.draw(step.latency);
  const own = message(system, destination, 'send');
  recorder.span(course, producer, {
    scope: genericScopes.messaging,
    parent: course.span,
    name: `send ${destination}`,
    kind: 4,
    start,
    end: course.at,
    attributes: step.attributes ? [own, fillAll(step.attributes, facts)] : [own],
  });
  worker.telemetry.measure(course.at, messagingInstruments.sent, 1, own);
  worker.telemetry.measure(course.at, messagingInstruments.operationDuration, (course.at - start) / 1000, own);

  for (const consumer of performer.workers.values()) {
    const operation = consumer.model.operations[`CONSUME ${destination}`];
    if (!operation) continue;
    const at = course.at + recorder.draw(step.delay);
    // What stands still takes no message; the broker keeps it for longer than anybody looks.
    const silence = consumer.faults.silence(`CONSUME ${destination}`);
    if (silence !== undefined) {
      trace.truth.struck.push({ service: consumer.name, fault: silence, at });
      continue;
    }
    const isCut = worker.faults.dropsContext();
    if (isCut) trace.truth.struck.push({ service: worker.name, fault: 'lost-context', at: start });
    const [context, into] = isCut ? [undefined, performer.begin(trace)] : [producer, trace];
    performer.consume(consumer, operation, { system, destination, producer: context, at, trace: into, facts });
  }
}

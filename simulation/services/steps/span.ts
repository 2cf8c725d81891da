import type { Course } from '../request-context.ts';
import { fillAll } from '../variables.ts';
import type { Performer } from './step-executor.ts';
import { shared } from '../../../lib/otlp/writer/attributes.ts';
import type { Step } from '../system.ts';

const none = shared({});

/** A span of the service's own around other steps. */
export function performSpan(step: Extract<Step, { do: 'span' }>, course: Course, performer: Performer): void {
  const { recorder } = performer;
  const { span: outer, events: outerEvents } = course;
  const start = course.at;
  course.span = recorder.context(outer);
  course.events = undefined;
  const failure = performer.attempt(() => performer.follow(step.steps, course));
  recorder.span(course, course.span, {
    scope: step.scope,
    parent: outer,
    name: step.name,
    kind: 1,
    start,
    end: course.at,
    attributes: [
      fillAll(step.attributes, course.facts),
      failure ? { 'error.type': failure.name } : step.onSuccess ? fillAll(step.onSuccess, course.facts) : none,
    ],
    events: course.events,
    // An answer that is passed on was not thrown in here.
    error: failure?.isAnswer ? undefined : failure,
  });
  if (step.duration) {
    const { instrument } = step.duration;
    const attributes = fillAll(step.duration.attributes, course.facts);
    const all = failure ? { ...attributes, 'error.type': failure.name } : attributes;
    course.worker.telemetry.measure(course.at, instrument, (course.at - start) / 1000, all);
  }
  course.span = outer;
  course.events = outerEvents;
  if (failure) throw failure;
}

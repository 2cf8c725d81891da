import type { Course, Recorder } from '../request-context.ts';
import { fillAll } from '../variables.ts';
import type { Step } from '../system.ts';

/** A statement to a database: a client span and its duration. */
export function performQuery(step: Extract<Step, { do: 'query' }>, course: Course, recorder: Recorder): void {
  const { operation, statement, database, collection } = step;
  const { query } = course.worker.libraries;
  const start = course.at;
  course.at += recorder.draw(step.latency);
  const it = { operation, statement, database, collection };
  const attributes = query.attributes(it);
  recorder.span(course, recorder.context(course.span), {
    scope: query.scope,
    parent: course.span,
    name: query.name(it),
    kind: 3,
    start,
    end: course.at,
    attributes: step.attributes ? [attributes, fillAll(step.attributes, course.facts)] : [attributes],
  });
  course.worker.telemetry.measure(course.at, query.metric, (course.at - start) / 1000, query.metricAttributes(it));
}

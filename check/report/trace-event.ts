import type { Untimed } from '../../lib/events/emit.ts';
import type { TraceEvent } from '../../lib/events/run-event.ts';
import type { TraceExampleSpan } from '../../lib/events/trace-example.ts';
import { asString } from '../../lib/json.ts';
import { mapStrings } from '../../lib/map-strings.ts';
import { kindOf } from '../../lib/otlp/json/read-spans.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import { describePolicy } from '../../scenarios/sampling/describe-policy.ts';
import { explainTrace } from '../analysis/sampling/explain-trace.ts';
import { wholeOf } from '../analysis/sampling/policies.ts';
import type { SentSpan } from '../analysis/sampling/trace-spans.ts';
import { type SecretPattern, withoutSecrets } from '../analysis/secrets/secret-pattern.ts';
import type { CheckResults } from '../results.ts';
import type { ExampleTrace } from '../run/traces/example-traces.ts';

/** An example with all spans of the trace, the reason of its outcome, and without the secrets. */
export function traceEvent(
  example: ExampleTrace,
  results: CheckResults,
  secrets: readonly SecretPattern[],
): Untimed<TraceEvent> {
  const { id, outcome, policy, spans, exported, votes } = example;
  const start = Math.min(...spans.map(({ record }) => record.start));
  const resources = [...new Set(spans.map(({ resource }) => resource))];
  const masked = <T>(data: T): T => mapStrings(data, (text) => withoutSecrets(text, secrets));
  const trace: TraceEvent['trace'] = {
    ...{ id, class: example.class, outcome },
    ...(policy === undefined ? {} : { policy }),
    reason: explainTrace(example, results),
    policies: votes.policies.map(({ sampler, policy: one, matches }) => ({
      ...{ sampler: sampler.id, policy: one.name, rule: describePolicy(wholeOf(one)), matches: matches ?? null },
    })),
    start: new Date(start).toISOString(),
    resources: masked(resources),
    spans: spans.map((span, index) => ({
      ...placeOf(span, start),
      ...masked(contentOf(span)),
      resource: resources.indexOf(span.resource),
      exported: exported[index] === true,
    })),
  };
  return { type: 'trace', trace: results.collector.values.hideSecretsIn(trace) };
}

type Place = Pick<TraceExampleSpan, 'id' | 'parent' | 'kind' | 'offsetMs' | 'durationMs'>;

/** Where a span is in its trace. */
function placeOf({ record }: SentSpan, traceStart: number): Place {
  const { context, parent, kind, start, end } = record;
  return {
    id: context.spanId.toString('hex'),
    ...(parent ? { parent: parent.spanId.toString('hex') } : {}),
    kind: kindOf(kind),
    ...{ offsetMs: micros(start - traceStart), durationMs: micros(end - start) },
  };
}

/** What a span says, in which secrets may be. */
function contentOf({ resource, record }: SentSpan): Omit<TraceExampleSpan, keyof Place | 'resource' | 'exported'> {
  const { name, attributes, error } = record;
  const events = [
    ...(record.events ?? []).map(({ name: of, attributes: its }) => ({ name: of, attributes: its })),
    ...(error?.exception ? [{ name: 'exception', attributes: error.exception }] : []),
  ];
  return {
    ...{ service: asString(resource['service.name']), name },
    attributes: Object.assign({}, ...attributes) as Attributes,
    ...(events.length > 0 ? { events } : {}),
    ...(error ? { error: error.message ?? '' } : {}),
  };
}

function micros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

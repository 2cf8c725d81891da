import { formatDuration } from '../../lib/duration/format-duration.ts';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';

/**
 * A policy of the tail_sampling processor as one sentence without its subject. A type that is not known here is named
 * with its settings. Source: opentelemetry-collector-contrib, processor/tailsamplingprocessor, config.go and README.md.
 */
export function describePolicy(policy: JsonObject): string {
  const type = asString(policy.type);
  const settings = asObject(policy[type]);
  if (type === 'drop') return `drops traces that ${allOf(settings.drop_sub_policy)}, whatever the other policies say`;
  if (type === 'not')
    return `keeps traces that do not match this condition: they ${condition(asObject(settings.not_sub_policy))}`;
  if (type === 'always_sample') return 'keeps every trace';
  if (type === 'composite') return composite(settings);
  return `keeps traces that ${condition(policy)}`;
}

/** The condition under which the policy samples a trace, after "traces that". */
function condition(policy: JsonObject): string {
  const type = asString(policy.type);
  const settings = asObject(policy[type]);
  const describe = conditions[type];
  return describe ? describe(settings) : `match the ${type} policy: ${JSON.stringify(settings)}`;
}

const conditions: Record<string, (settings: JsonObject) => string> = {
  always_sample: () => 'are any at all',
  latency({ threshold_ms: low, upper_threshold_ms: high }) {
    const longer = `last longer than ${formatDuration(Number(low ?? 0))}`;
    return Number(high ?? 0) > 0 ? `${longer} and at most ${formatDuration(Number(high))}` : longer;
  },
  probabilistic: ({ sampling_percentage: share }) => `are selected at random by trace id: ${asString(share)}% of all`,
  status_code: ({ status_codes: codes }) => `have a span with status ${list(codes)}`,
  ottl_condition({ span, spanevent }) {
    const kinds = [
      ...(asArray(span).length > 0 ? [`a span with ${any(span)}`] : []),
      ...(asArray(spanevent).length > 0 ? [`a span event with ${any(spanevent)}`] : []),
    ];
    return `have ${kinds.join(' or ')}`;
  },
  string_attribute({ key, values, enabled_regex_matching: regex, invert_match: inverted }) {
    const is = regex === true ? 'matching' : 'being';
    return `have ${inverted === true ? 'no ' : ''}${asString(key)} ${is} ${list(values)}`;
  },
  numeric_attribute({ key, min_value: min, max_value: max, invert_match: inverted }) {
    const range = [
      min === undefined ? '' : `at least ${asString(min)}`,
      max === undefined ? '' : `at most ${asString(max)}`,
    ];
    return `have ${inverted === true ? 'no ' : ''}${asString(key)} of ${range.filter(Boolean).join(' and ')}`;
  },
  boolean_attribute({ key, value, invert_match: inverted }) {
    return `have ${inverted === true ? 'no ' : ''}${asString(key)} being ${String(value === true)}`;
  },
  span_count({ min_spans: min, max_spans: max }) {
    const least = `have at least ${asString(min ?? 0)} spans`;
    return Number(max ?? 0) > 0 ? `${least} and at most ${asString(max)}` : least;
  },
  rate_limiting: ({ spans_per_second: rate }) => `fit into ${asString(rate)} spans/s`,
  bytes_limiting: ({ bytes_per_second: rate }) => `fit into ${asString(rate)} bytes/s`,
  trace_state: ({ key, values }) => `carry ${asString(key)} being ${list(values)} in their trace state`,
  trace_flags: () => 'have the sampled flag in their trace context',
  and: ({ and_sub_policy: policies }) => allOf(policies),
};

function allOf(policies: unknown): string {
  return asArray(policies)
    .map((policy) => condition(asObject(policy)))
    .join(', and ');
}

function composite({ max_total_spans_per_second: rate, policy_order: order }: JsonObject): string {
  return `keeps at most ${asString(rate)} spans/s, shared between ${list(order)}`;
}

function any(conditions: unknown): string {
  return asArray(conditions)
    .map((condition) => readable(asString(condition)))
    .join(' or with ');
}

function list(values: unknown): string {
  return asArray(values).map(asString).join(' or ');
}

/** A condition in OTTL with the names that a span shows: `span.attributes["http.route"]` is `http.route` there. */
function readable(ottl: string): string {
  return ottl
    .replaceAll(/\b(?:span|spanevent)\.attributes\["([^"]+)"\]/g, '$1')
    .replaceAll(/\bresource\.attributes\["([^"]+)"\]/g, 'resource $1')
    .replaceAll(/\bspan\.status\.code\b/g, 'status')
    .replaceAll(/\bspan\.kind\b/g, 'kind')
    .replaceAll(/\b(?:STATUS_CODE|SPAN_KIND)_([A-Z]+)\b/g, '$1');
}

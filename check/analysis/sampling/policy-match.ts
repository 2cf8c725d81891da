import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import { meetsCondition } from './ottl-condition.ts';
import { durationOf, type SentSpan, spanAttribute, type SpansOfTrace } from './trace-spans.ts';

/**
 * Whether a trace meets the condition of a policy or sub-policy; undefined if that cannot be known, as for a
 * probability or a rate. Source: opentelemetry-collector-contrib, processor/tailsamplingprocessor.
 */
export function meetsPolicy(policy: JsonObject, spans: SpansOfTrace): boolean | undefined {
  const type = asString(policy.type);
  const settings = asObject(policy[type]);
  switch (type) {
    case 'always_sample':
      return true;
    case 'and':
    case 'drop':
      return all(asArray(settings[`${type}_sub_policy`]).map((inner) => meetsPolicy(asObject(inner), spans)));
    case 'not': {
      const inner = settings.not_sub_policy;
      const result = meetsPolicy(asObject(Array.isArray(inner) ? inner[0] : inner), spans);
      return result === undefined ? undefined : !result;
    }
    case 'string_attribute':
      return inverted(
        settings,
        spans.some((span) => valuesOf(span, settings).some((value) => isOneOf(settings, value))),
      );
    case 'numeric_attribute':
      return inverted(
        settings,
        spans.some((span) => valuesOf(span, settings).some((value) => isWithin(settings, value))),
      );
    case 'boolean_attribute':
      return inverted(
        settings,
        spans.some((span) => valuesOf(span, settings).includes(settings.value === true)),
      );
    case 'status_code': {
      const wanted = asArray(settings.status_codes).map((code) => asString(code));
      return spans.some(({ record }) => wanted.includes(record.error ? 'ERROR' : 'UNSET'));
    }
    case 'latency': {
      const [from, to] = [Number(settings.threshold_ms ?? 0), Number(settings.upper_threshold_ms ?? 0)];
      const ms = durationOf(spans);
      return ms > from && (to === 0 || ms <= to);
    }
    case 'span_count': {
      const most = Number(settings.max_spans ?? 0);
      return spans.length >= Number(settings.min_spans ?? 0) && (most === 0 || spans.length <= most);
    }
    case 'ottl_condition':
      return asArray(settings.spanevent).length > 0 ? undefined : anyCondition(asArray(settings.span), spans);
    default:
      return undefined;
  }
}

function anyCondition(conditions: readonly unknown[], spans: SpansOfTrace): boolean | undefined {
  const results = conditions.flatMap((condition) => spans.map((span) => meetsCondition(asString(condition), span)));
  if (results.includes(true)) return true;
  return results.includes(undefined) ? undefined : false;
}

function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

function inverted({ invert_match: invert }: JsonObject, matches: boolean): boolean {
  return invert === true ? !matches : matches;
}

function valuesOf(span: SentSpan, { key }: JsonObject): unknown[] {
  const name = asString(key);
  return [span.resource[name], spanAttribute(span, name)].filter((value) => value !== undefined);
}

function isOneOf({ values, enabled_regex_matching: isRegex }: JsonObject, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return asArray(values).some((one) => (isRegex === true ? matches(asString(one), value) : asString(one) === value));
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return false;
  }
}

function isWithin({ min_value: min, max_value: max }: JsonObject, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return value >= Number(min ?? -Infinity) && value <= Number(max ?? Infinity);
}

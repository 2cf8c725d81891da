import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import type { AdaptedCollector, PolicySource, SamplerSource } from '../../inputs/collector/adapted-collector.ts';

/** A policy or one of its nested policies. */
export interface PolicyPart {
  type: string;
  name: string;
  settings: JsonObject;
  /** The types of the enclosing policies, the outermost first. */
  within: readonly string[];
}

/** The policies of all tail samplers. */
export function allPolicies({
  samplers,
}: Pick<AdaptedCollector, 'samplers'>): { sampler: SamplerSource; policy: PolicySource }[] {
  return samplers.flatMap((sampler) => sampler.policies.map((policy) => ({ sampler, policy })));
}

/** The value of the label `policy` in the Collector's own counters. */
export const labelOf = ({ label, name }: PolicySource): string => label ?? name;

/**
 * A policy and its nested policies. Source: opentelemetry-collector-contrib, processor/tailsamplingprocessor,
 * config.go.
 */
export function partsOf(policy: PolicySource): PolicyPart[] {
  return parts(wholeOf(policy), []);
}

/** A policy as in the file: with its name, its type, and its settings under its type. */
export function wholeOf({ name, type, settings }: PolicySource): JsonObject {
  // Settings are the whole policy, or the mapping under its type.
  const whole = asObject(settings);
  const own = type in whole ? whole : { ...whole, [type]: whole };
  return { ...own, name, type };
}

const scoping = new Set(['string_attribute', 'numeric_attribute', 'boolean_attribute', 'ottl_condition', 'not']);

/** The conditions that limit a policy to some services, routes or tenants: all that are not about errors or latency. */
export function scopeOf(policy: PolicySource): JsonObject[] {
  if (policy.type !== 'and') return [];
  const inner = asArray(asObject(wholeOf(policy).and).and_sub_policy).map(asObject);
  return inner.filter((part) => {
    const type = asString(part.type);
    return scoping.has(type) && !asksForErrors({ type, name: '', settings: asObject(part[type]), within: [] });
  });
}

/** The duration from which a Collector's own policies call a trace slow; undefined if none does. */
export function configuredSlowMs(collector: Pick<AdaptedCollector, 'samplers'>): number | undefined {
  const thresholds = allPolicies(collector).flatMap(({ policy }) => {
    const threshold = scopeOf(policy).length > 0 ? undefined : slowThreshold(policy);
    // Any other value is a threshold in another unit.
    return threshold !== undefined && threshold >= plausible.fromMs && threshold <= plausible.toMs ? [threshold] : [];
  });
  return thresholds.length === 0 ? undefined : Math.min(...thresholds);
}

/** What a request may take that is called slow. */
const plausible = { fromMs: 50, toMs: 60_000 };

function parts(policy: JsonObject, within: readonly string[]): PolicyPart[] {
  const type = asString(policy.type);
  const settings = asObject(policy[type]);
  const inner = asArray(
    settings[`${type}_sub_policy`] !== undefined && !Array.isArray(settings[`${type}_sub_policy`])
      ? [settings[`${type}_sub_policy`]]
      : settings[`${type}_sub_policy`],
  );
  return [
    { type, name: asString(policy.name), settings, within },
    ...inner.flatMap((sub) => parts(asObject(sub), [...within, type])),
  ];
}

const keeps = ({ within }: PolicyPart): boolean => !within.includes('drop') && !within.includes('not');

/** Whether a policy is meant to keep errors, by its conditions or its name. */
export function isAboutErrors(policy: PolicySource): boolean {
  if (policy.type === 'drop' || policy.type === 'not') return false;
  return /error|fail|5xx/i.test(policy.name) || partsOf(policy).some((part) => keeps(part) && asksForErrors(part));
}

function asksForErrors({ type, settings }: PolicyPart): boolean {
  if (settings.invert_match === true) return false;
  const key = asString(settings.key);
  switch (type) {
    case 'status_code':
      return asArray(settings.status_codes).includes('ERROR');
    case 'numeric_attribute':
      return /status_code$/.test(key) && Number(settings.max_value ?? Infinity) >= 500;
    case 'string_attribute':
      return /status_code$/.test(key) ? asArray(settings.values).some(isServerError) : /^error/.test(key);
    case 'boolean_attribute':
      return /^error/.test(key) && settings.value === true;
    case 'ottl_condition':
      return [...asArray(settings.span), ...asArray(settings.spanevent)].some((condition) =>
        /STATUS_CODE_ERROR|status_code"\]\s*>=?\s*(?:4|5)\d\d|exception/.test(asString(condition)),
      );
    default:
      return false;
  }
}

function isServerError(value: unknown): boolean {
  return /^\^?5/.test(asString(value));
}

/** The lowest latency threshold of a policy in milliseconds; undefined where it does not keep slow traces. */
export function slowThreshold(policy: PolicySource): number | undefined {
  if (policy.type === 'drop' || policy.type === 'not') return undefined;
  const thresholds = partsOf(policy).flatMap((part) =>
    part.type === 'latency' && keeps(part) ? [Number(part.settings.threshold_ms ?? 0)] : [],
  );
  return thresholds.length === 0 ? undefined : Math.min(...thresholds);
}

/** Whether a policy samples every trace with a span in error, 404s included: a client span is in error on every 4xx. */
export function samplesAnyError(policy: PolicySource): boolean {
  return partsOf(policy).some((part) => {
    if (!keeps(part)) return false;
    if (part.type === 'status_code') return asArray(part.settings.status_codes).includes('ERROR');
    return (
      part.type === 'ottl_condition' &&
      asArray(part.settings.span).some((condition) => {
        const text = asString(condition);
        return text.includes('STATUS_CODE_ERROR') && !text.includes('response.status_code');
      })
    );
  });
}

/** The rate or probability that limits what a policy keeps of the traces that meet its condition. */
export function boundOf(policy: PolicySource): string | undefined {
  const bounds = partsOf(policy).flatMap(({ type, settings }) => {
    if (type === 'composite') return [`at most ${asString(settings.max_total_spans_per_second)} spans/s`];
    if (type === 'rate_limiting') return [`at most ${asString(settings.spans_per_second)} spans/s`];
    if (type === 'bytes_limiting') return [`at most ${asString(settings.bytes_per_second)} bytes/s`];
    return type === 'probabilistic' ? [`${asString(settings.sampling_percentage)}% at random`] : [];
  });
  return bounds.length === 0 ? undefined : bounds.join(', ');
}

/** Whether a policy keeps only some of the traces that meet its condition: by probability or up to a rate. */
export function isLimited(policy: PolicySource): boolean {
  return partsOf(policy).some(({ type }) => /^(probabilistic|composite)$|_limiting$/.test(type));
}

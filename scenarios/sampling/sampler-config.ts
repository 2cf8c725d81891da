import { parse } from 'yaml';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import { describePolicy } from './describe-policy.ts';

/** One policy of the tail sampler, as the configuration defines it. */
export interface SamplingPolicy {
  name: string;
  type: string;
  /** What it does with which traces: `keeps traces that last longer than 1s`. */
  rule: string;
}

export interface SamplerConfig {
  policies: SamplingPolicy[];
  /** As written, such as `30s`; empty for the default. */
  decisionWait: string;
}

/**
 * Returns the tail samplers' settings in a Collector's configuration; without policies where it has no tail sampler.
 * Throws where the text is not YAML.
 */
export function readSamplerConfig(collectorYaml: string): SamplerConfig {
  const samplers = tailSamplers(collectorYaml);
  return {
    policies: policiesOf(samplers).map(describedPolicy),
    decisionWait: asString(samplers[0]?.decision_wait),
  };
}

/** The policies of all tail samplers in a Collector's configuration, as they are written there. */
export function samplingPolicies(collectorYaml: string): JsonObject[] {
  return policiesOf(tailSamplers(collectorYaml));
}

function tailSamplers(collectorYaml: string): JsonObject[] {
  return Object.entries(asObject(asObject(parse(collectorYaml)).processors))
    .filter(([id]) => id.split('/')[0] === 'tail_sampling')
    .map(([, value]) => asObject(value));
}

function policiesOf(samplers: readonly JsonObject[]): JsonObject[] {
  return samplers.flatMap((sampler) => asArray(sampler.policies).map(asObject));
}

function describedPolicy(policy: JsonObject): SamplingPolicy {
  return { name: asString(policy.name), type: asString(policy.type), rule: describePolicy(policy) };
}

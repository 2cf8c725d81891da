import { parse } from 'yaml';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import { describePolicy } from './describe-policy.ts';

/** One policy of the tail sampler, as the configuration defines it. */
export interface SamplingPolicy {
  name: string;
  type: string;
  /** What it does with which traces, in words: `keeps traces that last longer than 1s`. */
  rule: string;
}

export interface SamplerConfig {
  policies: SamplingPolicy[];
  /** As written, such as `30s`; empty where the default holds. */
  decisionWait: string;
}

/**
 * What a Collector's configuration says of its tail samplers; without policies where it has none.
 * Throws where the text is not YAML.
 */
export function readSamplerConfig(collectorYaml: string): SamplerConfig {
  const processors = Object.entries(asObject(asObject(parse(collectorYaml)).processors));
  const samplers = processors
    .filter(([id]) => id.split('/')[0] === 'tail_sampling')
    .map(([, value]) => asObject(value));
  return {
    policies: samplers.flatMap((sampler) => asArray(sampler.policies).map((policy) => policyOf(asObject(policy)))),
    decisionWait: asString(samplers[0]?.decision_wait),
  };
}

function policyOf(policy: JsonObject): SamplingPolicy {
  return { name: asString(policy.name), type: asString(policy.type), rule: describePolicy(policy) };
}

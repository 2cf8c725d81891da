import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asObject, type JsonObject } from '../../lib/json.ts';
import { configFolder } from '../../lib/paths.ts';
import { samplingPolicies } from './sampler-config.ts';

/** The settings of a Collector's sampling policies that trace classes depend on. */
export interface SamplingThresholds {
  /** The threshold of the latency policy in milliseconds; infinite where no policy is about latency. */
  slowMs: number;
  /** The share of all traces that the probabilistic policy samples, 0 to 1; 1 where a policy keeps every trace. */
  baselineShare: number;
}

/** Reads the thresholds from the text of a Collector's configuration. Throws where it is not YAML. */
export function readThresholds(collectorYaml: string): SamplingThresholds {
  const policies = samplingPolicies(collectorYaml);
  const settingsOf = (type: string): JsonObject[] =>
    policies.filter((policy) => policy.type === type).map((policy) => asObject(policy[type]));
  const percentages = settingsOf('probabilistic').map(({ sampling_percentage: percentage }) => Number(percentage ?? 0));
  const keepsAll = policies.some(({ type }) => type === 'always_sample');
  return {
    slowMs: Math.min(...settingsOf('latency').map(({ threshold_ms: threshold }) => Number(threshold ?? 0))),
    baselineShare: keepsAll ? 1 : Math.min(100, Math.max(0, ...percentages)) / 100,
  };
}

let own: SamplingThresholds | undefined;

/**
 * The thresholds of the sandbox's own Collector configuration. The built-in scenarios are judged by them whatever
 * Collector they are run against, and the demo traffic takes its limit of what is slow from them.
 */
export function sandboxThresholds(): SamplingThresholds {
  return (own ??= readThresholds(readFileSync(join(configFolder, 'collector.yaml'), 'utf8')));
}

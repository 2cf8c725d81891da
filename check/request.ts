import type { Expectations } from './expectations/expectations.ts';
import type { Stretch } from './inputs/traffic/stretch.ts';

/** What a person asks of a check. Files are paths as given, globs are resolved. */
export interface CheckRequest {
  /** Scenarios of the catalogue, whose load and faults are played; without any, the traffic's own drill. */
  scenarios: readonly string[];
  /** Merged in their order, as the Collector does; empty for the sandbox's own. */
  collector: readonly string[];
  /** Empty for the sandbox's own, unless a Collector of one's own was given without rules: then none. */
  rules: readonly string[];
  /** A Prometheus configuration whose `global`, `otlp` and `rule_files` are taken. */
  prometheus?: string;
  dashboards: readonly string[];
  /** A traffic file; the demo shop by default. */
  traffic?: string;
  /** Regular expressions; what they match must not leave the Collector. */
  secrets: readonly string[];
  /** The share of traces that a head sampler lets through, 0 to 1; 1 where there is none. */
  headSampling: number;
  seed: number;
  /** Other durations than the traffic's own. */
  stretch?: Stretch;
  /** Warnings fail the check too. */
  strict: boolean;
  /** Of sandbox.yaml. */
  expectations?: Expectations;
  /** What the storage per day is worked out for; without it, for the traffic as it is played. */
  production?: { requestsPerSecond?: number; bytesPerSpan?: number };
  env: NodeJS.ProcessEnv;
}

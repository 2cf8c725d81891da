import type { Expectations } from './expectations/expectations.ts';
import type { Suppression } from './expectations/suppressions.ts';
import type { Production } from './report/production.ts';
import type { FeatureList } from './inputs/features/feature-list.ts';
import type { DurationOverrides } from './inputs/traffic/durations.ts';

/** The options of a check. Files are paths as the user wrote them, with globs expanded. */
export interface CheckRequest {
  /** Scenarios of the catalog, whose load and faults are simulated; if empty, the traffic's own fault schedule. */
  scenarios: readonly string[];
  /** Collector files, merged in this order as the Collector does; if empty, the sandbox's own. */
  collector: readonly string[];
  /** The files of the agents in front of the Collectors, if there are two tiers. */
  agent: readonly string[];
  /** How many Collectors there are behind the agents; by default as many as their manifest starts, or two. */
  gateways?: number;
  /** Rule files. If empty, the sandbox's own, or none if `collector` has files. */
  rules: readonly string[];
  /** A Prometheus configuration whose `global`, `otlp` and `rule_files` are taken. */
  prometheus?: string;
  dashboards: readonly string[];
  /** What Prometheus gets with --enable-feature. */
  enableFeature?: readonly FeatureList[];
  /** What the Collectors get with --feature-gates. */
  featureGates?: readonly FeatureList[];
  /** A traffic file; the demo shop by default. */
  traffic?: string;
  /** Regular expressions of what must not leave the Collector. */
  secrets: readonly string[];
  /** The ratio of the services' head sampler, 0 to 1; 1 if there is none. */
  headSampling: number;
  seed: number;
  /** Durations that replace the traffic's own. */
  durations?: DurationOverrides;
  /** Warnings fail the check too. */
  strict: boolean;
  /** Findings that sandbox.yaml and the baseline file accept; comments in the files are read with them. */
  suppressions?: readonly Suppression[];
  /** From sandbox.yaml. */
  expectations?: Expectations;
  /** The load for which the storage per day is estimated; by default that of the simulated traffic. */
  production?: Production;
  /** A minute of each step in place of the whole traffic, and only the findings that it can show. */
  quick?: boolean;
  /** Whether suggested changes are tried before they are printed; true by default. */
  verify?: boolean;
  /** Texts in place of those of files, by the paths above. */
  texts?: ReadonlyMap<string, string>;
  env: NodeJS.ProcessEnv;
}

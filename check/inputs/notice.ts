import type { SourceLine } from '../../lib/events/source-line.ts';

/** The line that a notice is about; undefined if the file does not have it. */
interface At {
  source: SourceLine | undefined;
}

/**
 * A notice from reading the Collector's configuration. check/findings turns it into a finding. IDs are those of the
 * user's file.
 */
export type CollectorNotice = At &
  (
    | { type: 'unset-variable'; name: string }
    /**
     * `what` is `exporter`; it was removed `in 0.131.0`. `settings` are the names of its settings, `index` the place of an
     * extension in `service.extensions`.
     */
    | {
        type: 'removed-component';
        what: string;
        id: string;
        when: string;
        instead: string;
        settings: readonly string[];
        index?: number;
      }
    /** Of another distribution, or misspelled: then `near` is the type that was probably meant. */
    | { type: 'unknown-component'; what: string; id: string; near?: string }
    /** `removes`: it redacts or drops data. */
    | { type: 'unused-component'; what: string; id: string; removes: boolean }
    | { type: 'renamed-type'; section: string; id: string; oldType: string; newType: string }
    /** A processor that the engine does not have and that only adds data; `missing` is what it would add. */
    | { type: 'skipped-processor'; id: string; missing: string }
    /**
     * A connector that the engine does not have; it forwards its input, and `missing` is what it would derive from it.
     */
    | { type: 'forwarding-connector'; id: string; missing: string }
    /** `pipelines` are those of the first of its priority levels. */
    | { type: 'fixed-failover'; id: string; levels: number; pipelines: readonly string[] }
    /** A `load_balancing` exporter gets the list of the simulated gateways instead of its `resolver`. */
    | { type: 'fixed-resolver'; id: string; resolver: string }
    /** `path` is that of the setting, and `near` the name that was probably meant. */
    | { type: 'ignored-setting'; id: string; setting: string; path: readonly string[]; near?: string }
    /** A setting that the Collector ignores unless `gate` is off, and the key and value that mean the same. */
    | { type: 'gated-setting'; id: string; path: readonly string[]; gate: string; key: string; value: string }
    | { type: 'fixed-memory-limit'; id: string; percentage: number; limitMib: number }
  );

/** A feature of Prometheus or a gate of the Collector that the user enabled or disabled; `name` is without a sign. */
export type FeatureNotice = At & { flag: '--enable-feature' | '--feature-gates'; name: string } & (
    | { type: 'feature-without-effect'; why: string }
    /** Of Prometheus, which ignores it. */
    | { type: 'unknown-feature'; near?: string }
  );

/** The same for the Prometheus configuration. */
export type PrometheusNotice = At &
  /** `effect` is what does not happen without the section. */
  (
    | { type: 'ignored-section'; section: string; effect: string }
    | { type: 'idle-scrape-jobs'; jobs: readonly string[] }
    | { type: 'unmatched-rule-files'; pattern: string }
    /** A key of a rule file that only another ruler has. */
    | { type: 'foreign-key'; key: string; ruler: string }
  );

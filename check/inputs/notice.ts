import type { SourceLine } from '../../lib/events/source-line.ts';

/** Where a notice is about; undefined where the file does not have the line. */
interface At {
  source: SourceLine | undefined;
}

/**
 * Something that reading the Collector's configuration brought up, as data: the files in check/findings make findings
 * of it. Ids are those of the user's file.
 */
export type CollectorNotice = At &
  (
    | { type: 'unset-variable'; name: string }
    | { type: 'renamed-type'; id: string; oldType: string; newType: string }
    /** A processor that the engine does not have and that only adds data; `missing` is what it would add. */
    | { type: 'skipped-processor'; id: string; missing: string }
    /**
     * A connector that the engine does not have; it forwards its input, and `missing` is what it would derive from it.
     */
    | { type: 'forwarding-connector'; id: string; missing: string }
    /** `pipelines` are those of the first of its priority levels. */
    | { type: 'fixed-failover'; id: string; levels: number; pipelines: readonly string[] }
    | { type: 'fixed-memory-limit'; id: string; percentage: number; limitMib: number }
  );

/** The same of the Prometheus configuration. */
export type PrometheusNotice = At &
  /** `effect` is what does not happen without the section. */
  (
    | { type: 'ignored-section'; section: string; effect: string }
    | { type: 'idle-scrape-jobs'; jobs: readonly string[] }
    | { type: 'unmatched-rule-files'; pattern: string }
  );

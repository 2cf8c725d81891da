import type { SourceLine } from '../../../lib/events/source-line.ts';

/** A rule of the user's file. Durations in milliseconds. */
export interface Rule {
  kind: 'alert' | 'record';
  /** The name of the alert or of the recorded metric. */
  name: string;
  group: string;
  expr: string;
  /** How long an alert is pending before it fires. */
  forMs: number;
  keepFiringForMs: number;
  labels: Readonly<Record<string, string>>;
  /** Of an alert, with templates. */
  annotations?: Readonly<Record<string, string>>;
  /** The group's own interval, or the global one. */
  intervalMs: number;
  source: SourceLine;
}

/** The rule files of a check's Prometheus. */
export interface RuleSet {
  /** Text by absolute path in Prometheus. */
  files: Readonly<Record<string, string>>;
  rules: readonly Rule[];
  /** The user's file name by that path, for Prometheus' own messages. */
  originals: Readonly<Record<string, string>>;
}

/** One pending or firing episode of an alert with one label set. */
export interface AlertEpisode {
  alertname: string;
  labels: Readonly<Record<string, string>>;
  pendingAt: number;
  firingAt?: number;
  /** The first evaluation after its end; undefined if it lasted to the end of the run. */
  resolvedAt?: number;
}

/** One query of a dashboard. */
export interface DashboardQuery {
  dashboard: string;
  panel: string;
  /** As written, with variables. */
  expr: string;
  /** The executed query, with variables replaced. */
  asked: string;
  source: SourceLine;
}

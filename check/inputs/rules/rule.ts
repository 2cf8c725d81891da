import type { SourceLine } from '../../../lib/events/source-line.ts';

/** A rule as it stands in a person's file. Durations in milliseconds. */
export interface Rule {
  kind: 'alert' | 'record';
  /** The alert's name, or that of the recorded metric. */
  name: string;
  group: string;
  expr: string;
  /** How long an alert is pending before it fires. */
  forMs: number;
  keepFiringForMs: number;
  labels: Readonly<Record<string, string>>;
  /** The group's own interval, or the global one. */
  intervalMs: number;
  source: SourceLine;
}

/** Rule files as Prometheus is given them. */
export interface RuleSet {
  /** Text by the absolute path at which Prometheus finds it. */
  files: Readonly<Record<string, string>>;
  rules: readonly Rule[];
  /** The person's name of a file by that path, for Prometheus' own messages. */
  originals: Readonly<Record<string, string>>;
}

/** How one alert lived, in one set of labels. */
export interface AlertEpisode {
  alertname: string;
  labels: Readonly<Record<string, string>>;
  pendingAt: number;
  firingAt?: number;
  /** The first evaluation at which it was gone. Missing where it lasted to the end. */
  resolvedAt?: number;
}

/** One query of a dashboard. */
export interface DashboardQuery {
  dashboard: string;
  panel: string;
  /** As written; variables and all. */
  expr: string;
  /** What Prometheus is asked: variables replaced. */
  asked: string;
  source: SourceLine;
}

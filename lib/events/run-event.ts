import type { ComponentEvent } from './component-event.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { SourceLine } from './source-line.ts';

export type { Evidence };
export type RuntimeKind = 'docker' | 'embedded';
export type AlertState = 'inactive' | 'pending' | 'firing';
export type PhaseName = 'boot' | 'steady-state' | 'fault' | 'recovery' | 'teardown';
export type TraceClass = 'error' | 'slow' | 'payment' | 'normal' | 'borderline';

export interface LedgerClass {
  /** Of the sandbox's own scenarios a `TraceClass`; a check's traffic may name others. */
  class: string;
  generated: number;
  kept: number;
  dropped: number;
  /** How many of `generated` the policies may keep; both ends included. */
  expected: { min: number; max: number };
  /** Traces kept with spans missing. */
  fragments: number;
  /** Deciding policy, as the Collector recorded it, to number of traces. */
  policies: Record<string, number>;
}

interface At<T extends string> {
  type: T;
  /** ISO 8601; virtual in `check`. */
  time: string;
}

export interface RunStartEvent extends At<'run.start'> {
  run: {
    id: string;
    scenario: string;
    runtime: RuntimeKind | 'virtual';
    seed: number;
    pace: number;
    /** How long its traffic will last on the run's own clock, where that is known. */
    plannedMs?: number;
  };
}
export interface PhaseEvent extends At<'phase'> {
  name: PhaseName;
}
export interface LoadEvent extends At<'load'> {
  sent: number;
  ok: number;
  failed: number;
  /** Requests per second since the previous `load` event. */
  rate: number;
  /** Not sent, because as many as allowed were still without an answer. */
  skipped?: number;
  /** Why requests failed, and how many each. */
  failures?: Record<string, number>;
}
export interface FaultEvent extends At<'fault.start' | 'fault.end'> {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
}
export interface AlertEvent extends At<'alert'> {
  alertname: string;
  labels: Record<string, string>;
  from: AlertState;
  to: AlertState;
  /** When Prometheus says that it changed, ISO 8601. */
  at: string;
}
export interface ExpectationEvent extends At<'expect.pass' | 'expect.fail'> {
  name: string;
  expected: string;
  observed: string;
  tries: number;
  ms: number;
  evidence: Evidence[];
  /** Of a person's own expectation, where it stands. */
  source?: SourceLine;
}
/** An expectation that was not asked, and why: in a run without faults, what only a fault can show. */
export interface ExpectationSkipEvent extends At<'expect.skip'> {
  name: string;
  reason: string;
}
export interface LedgerEvent extends At<'ledger'> {
  classes: LedgerClass[];
  /** Neither in the store nor counted as dropped by the Collector. */
  unaccounted: number;
  /** Traces whose first span the Collector refused until its service gave it up; missing where there are none. */
  refused?: number;
}
export interface RunEndEvent extends At<'run.end'> {
  result: 'pass' | 'fail' | 'error';
  exitCode: number;
  ms: number;
  /** What ended the run before its expectations could be asked. */
  error?: { code: string; message: string; hint?: string; details?: readonly string[] };
}

/** What a check found out about a person's configuration or rules. */
export interface FindingEvent extends At<'finding'>, Finding {}

/** How long it took from the first request that went wrong to an alert that fires; a time of null never came. */
export interface DetectionEvent extends At<'detection'> {
  alertname: string;
  labels: Record<string, string>;
  /** The label of the fault in whose window it went pending, and when its first request was struck (ISO 8601). */
  during: string;
  firstWrong: string | null;
  pending: string;
  firing: string | null;
  resolved: string | null;
  /** From the first wrong request to firing, in milliseconds. */
  detectMs: number | null;
}

/** What traces, metrics or logs amount to per day at the rate of the traffic, before the Collector and at one of its exporters. */
export interface VolumeEvent extends At<'volume'> {
  requestsPerSecond: number;
  signals: {
    signal: 'traces' | 'metrics' | 'logs';
    sentBytesPerDay: number;
    exporters: Record<string, number>;
    /** Exporters that Prometheus has the signal from, as it is: what that takes is not measured. */
    toPrometheus?: string[];
  }[];
}

/** Everything that can be said of a run; reporters and views draw only from this. They ignore types that they do not know. */
export type RunEvent =
  | RunStartEvent
  | ComponentEvent
  | PhaseEvent
  | LoadEvent
  | FaultEvent
  | AlertEvent
  | ExpectationEvent
  | ExpectationSkipEvent
  | LedgerEvent
  | FindingEvent
  | DetectionEvent
  | VolumeEvent
  | RunEndEvent;

import type { ComponentEvent } from './component-event.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { SourceLine } from './source-line.ts';
import type { TraceExample } from './trace-example.ts';

export type { Evidence };
export type RuntimeKind = 'docker' | 'embedded';
export type AlertState = 'inactive' | 'pending' | 'firing';
export type PhaseName = 'boot' | 'steady-state' | 'fault' | 'recovery' | 'teardown';

/** What happened to the traces of one class. Counts are of traces. */
export interface LedgerClass {
  /** `error`, `slow`, `client-error`, a class that the traffic names (such as `payment`), `borderline` or `normal`. */
  class: string;
  sent: number;
  kept: number;
  dropped: number;
  /** Of `dropped`, by head sampling: the SDKs did not export them. Missing where there are none. */
  headDropped?: number;
  /** How many of `sent` the policies may keep; both ends included. */
  expected: { min: number; max: number };
  /** Of `kept`, with spans missing. */
  incomplete: number;
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
    /** What a shortened run does not show. */
    leavesOut?: string;
    /** How many Collectors of each tier are simulated, where there are two tiers. */
    tiers?: { agents: number; gateways: number };
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
  /** Due, but not sent, because as many requests as allowed were in flight. */
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
  /** When it changed according to Prometheus, ISO 8601. */
  at: string;
}
export interface ExpectationEvent extends At<'expect.pass' | 'expect.fail'> {
  name: string;
  expected: string;
  observed: string;
  tries: number;
  ms: number;
  evidence: Evidence[];
  /** Where the expectation is defined, if in the user's sandbox.yaml. */
  source?: SourceLine;
}
/** An expectation that was not evaluated, and why: in a run without faults, one that needs a fault. */
export interface ExpectationSkipEvent extends At<'expect.skip'> {
  name: string;
  reason: string;
}
export interface LedgerEvent extends At<'ledger'> {
  classes: LedgerClass[];
  /** Neither in the store nor counted as dropped by the Collector. */
  unaccounted: number;
  /** Traces whose spans the Collector refused until their service dropped them; missing where there are none. */
  refused?: number;
}
export interface RunEndEvent extends At<'run.end'> {
  result: 'pass' | 'fail' | 'error';
  exitCode: number;
  ms: number;
  /** What ended the run before its expectations could be evaluated. */
  error?: { code: string; message: string; hint?: string; details?: readonly string[] };
}

/** What a check found in the user's configuration or rules. */
export interface FindingEvent extends At<'finding'>, Finding {}

/**
 * How long it took from the first affected request until an alert fired; a time is null where that never happened.
 */
export interface DetectionEvent extends At<'detection'> {
  alertname: string;
  labels: Record<string, string>;
  /**
   * The label of the fault during which it became pending, and when the first request was affected by it (ISO 8601). Of
   * faults that began together and that its labels do not distinguish, both, or the first and the number of the others.
   */
  during: string;
  firstAffected: string | null;
  pending: string;
  firing: string | null;
  resolved: string | null;
  /** From the first affected request to firing, in milliseconds. */
  detectMs: number | null;
}

/** A trace of a check: one for each class, outcome and reason. */
export interface TraceEvent extends At<'trace'> {
  trace: TraceExample;
}

/** The volume of traces, metrics and logs per day at the rate of the traffic, as sent and at each exporter. */
export interface VolumeEvent extends At<'volume'> {
  requestsPerSecond: number;
  signals: {
    signal: 'traces' | 'metrics' | 'logs';
    sentBytesPerDay: number;
    exporters: Record<string, number>;
    /** Exporters from which Prometheus receives the signal: their volume is not measured. */
    toPrometheus?: string[];
  }[];
  /** The factors whose product is the volume of traces at an exporter; missing where it got none. */
  traces?: {
    exporter: string;
    /** Traces that it exported, of all that were sent; 0 to 1. */
    sampledShare: number;
    spansPerTrace: number;
    bytesPerSpan: number;
    bytesPerDay: number;
  }[];
  /** What keeping the exported data costs: prices in US dollars per GB and month of 30 days. */
  cost?: {
    hotMs: number;
    archiveMs: number;
    hotPrice: number;
    archivePrice: number;
    /** What is kept at the same time, and US dollars per month. */
    signals: { signal: 'traces' | 'metrics' | 'logs'; hotBytes: number; archiveBytes: number; perMonth: number }[];
  };
}

/**
 * Everything that is reported about a run; reporters and views use nothing else, but for the texts of the user's files in
 * an HTML report. They ignore types that they do not know.
 */
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
  | TraceEvent
  | VolumeEvent
  | RunEndEvent;

import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { ComponentStatus } from '../../stack/components/component.ts';
import type { SessionState, TrafficStatus } from '../../stack/session/control-protocol.ts';
import type { RuntimeKind } from '../../lib/events/run-event.ts';

/** What the web UI asks the sandbox; the paths with their methods. */
export const routes = {
  status: 'GET /api/status',
  scenarios: 'GET /api/scenarios',
  faults: 'GET /api/faults',
  dashboards: 'GET /api/dashboards',
  pipelines: 'GET /api/pipelines',
  run: 'POST /api/runs',
  cancelRun: 'DELETE /api/runs',
  inject: 'POST /api/faults',
  revert: 'DELETE /api/faults',
} as const;

/** The state of the sandbox, without anything secret. */
export interface WorkbenchStatus {
  version: string;
  state: SessionState;
  runtime: RuntimeKind;
  pace: number;
  seed: number;
  /** ISO 8601. */
  since: string;
  command: string;
  components: readonly ComponentStatus[];
  memoryBytes?: number;
  traffic: TrafficStatus;
  usedBy?: string;
  /** The `service.name` of each demo service that runs, in the order of a request. */
  services: readonly string[];
  /** The policies of the tail sampler, in order. */
  policies: readonly { name: string; rule: string }[];
  /** How long the sampler waits before it decides, as written, such as `10s`. */
  decisionWait: string;
}

/** A scenario in the list. */
export interface ScenarioRow {
  name: string;
  title: string;
  teaches: string;
  does: string;
  see: readonly string[];
  /** Of the phase with the faults, at the pace of this sandbox. */
  durationMs: number;
  faults: readonly { fault: string; target: string }[];
  expectations: readonly string[];
  /** Services that it needs and this sandbox lacks. */
  lacks: readonly string[];
}

/** A parameter of a fault. */
export interface FaultParameterRow {
  name: string;
  /** What it is, with its range. */
  description: string;
  default?: unknown;
  required: boolean;
}

/** A fault that can be injected, and whether it is active. */
export interface FaultRow {
  kind: 'service' | 'component';
  target: string;
  fault: string;
  description: string;
  parameters: readonly FaultParameterRow[];
  active: boolean;
  /** Of an active fault. */
  given: Readonly<Record<string, unknown>>;
  /** Over at once, so that there is nothing to revert. */
  momentary: boolean;
}

export interface FaultsAnswer {
  faults: readonly FaultRow[];
  /** Why a service did not report its faults, by its name. */
  silent: Readonly<Record<string, string>>;
}

export type ComponentRole = 'receiver' | 'processor' | 'exporter' | 'connector';

/** The Collector's pipelines as its configuration has them, without its settings, which may contain secrets. */
export interface PipelinesAnswer {
  pipelines: readonly {
    id: string;
    signal: OtlpSignal;
    /** Component IDs, of connectors too. */
    receivers: readonly string[];
    processors: readonly string[];
    exporters: readonly string[];
  }[];
  components: readonly {
    id: string;
    role: ComponentRole;
    /** What it does, as a sentence; empty for a type that is not known. */
    about: string;
  }[];
}

/** The Grafana dashboards of the sandbox's configuration. */
export interface DashboardsAnswer {
  /** Each as its JSON. */
  dashboards: readonly { file: string; json: unknown }[];
  /** Files that are no JSON, with the reason. */
  unreadable: readonly { file: string; reason: string }[];
  /** The scrape interval that Grafana's data source has, in milliseconds. */
  scrapeMs: number;
}

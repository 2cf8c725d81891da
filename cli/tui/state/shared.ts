import type { AlertStates } from '../../../scenarios/alerts/transitions.ts';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';
import type { ComponentName, ComponentState } from '../../../stack/components/component.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';
import type { RuntimeKind } from '../../../stack/runtimes/runtime.ts';
import type { ManualFault } from '../../../ui/faults/manual-fault.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import type { Episodes } from '../../../ui/runs/timeline.ts';

/** A component in the Home view. */
export interface ComponentView {
  name: ComponentName;
  state: ComponentState;
  /** Duration of its last start. */
  ms?: number;
  /** 0 to 1, while an image is pulled or something is built. */
  progress?: number;
  detail?: string;
  url?: string;
  memoryBytes?: number;
}

/** The booted stack. */
export interface StackView {
  runtime: RuntimeKind;
  pace: number;
  seed: number;
  endpoints: Endpoints;
  /** Folder of its configuration: `config` in the session folder. */
  configFolder?: string;
  /** The web UI with the token for its actions, where one is served. */
  workbench?: { workbench: string; token: string };
}

/** Activity of the sandbox. `ended` is after the teardown. */
export type Activity = 'booting' | 'ready' | 'running' | 'stopping' | 'ended';

export interface ActiveManualFault {
  fault: ManualFault;
  /** Milliseconds since the epoch. */
  since: number;
}

export interface RunPlan {
  scenarios: readonly string[];
  withFaults: boolean;
}

/** State that every view can read, in addition to its slice. Written only by the root reducer. */
export interface Shared {
  /** Time of the last tick; ms since the epoch. Views use no other clock. */
  now: number;
  activity: Activity;
  /** How the sandbox was started, such as `sandbox up`. */
  command: string;
  startedAt: number;
  readyAt?: number;
  stack?: StackView;
  /** Whether the sandbox keeps running after the screen is closed. */
  stays: boolean;
  components: readonly ComponentView[];
  /** Memory of the whole sandbox, if the system reports it. */
  memoryBytes?: number;
  /** Requests per second of the ambient traffic, and whether it is paused for a run. */
  traffic?: { rate: number; paused: boolean };
  /** Command line of another process that uses this sandbox for a run. */
  usedBy?: string;
  /** The alerting rules of Prometheus, updated in every view. */
  rules: readonly AlertRule[];
  alertStates: AlertStates;
  /** Why the last attempt to read the rules failed. */
  rulesFailure?: string;
  /** Recent faults and alerts with their times. */
  episodes: Episodes;
  /** Runs since the screen was opened, oldest first. */
  runs: readonly RunState[];
  /** The current and queued scenarios; absent while no run is active. */
  plan?: RunPlan;
  manualFaults: readonly ActiveManualFault[];
}

import type { AlertStates } from '../../../scenarios/alerts/transitions.ts';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';
import type { ComponentName, ComponentState } from '../../../stack/components/component.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';
import type { RuntimeKind } from '../../../stack/runtimes/runtime.ts';
import type { HandFault } from './effect.ts';
import type { RunState } from './run-state.ts';
import type { Episodes } from './timeline.ts';

/** One component as Home shows it. */
export interface ComponentView {
  name: ComponentName;
  state: ComponentState;
  /** How long its last start took. */
  ms?: number;
  /** 0 to 1 while something is pulled or built. */
  progress?: number;
  detail?: string;
  url?: string;
  memoryBytes?: number;
}

/** The booted stack that the views ask. */
export interface StackView {
  runtime: RuntimeKind;
  pace: number;
  seed: number;
  endpoints: Endpoints;
  /** Where the configuration lies that it was started with: `config` in the folder of its session. */
  configFolder?: string;
}

/** What the sandbox does now. `ended` is after everything was stopped. */
export type Activity = 'booting' | 'ready' | 'running' | 'stopping' | 'ended';

export interface ActiveHandFault {
  fault: HandFault;
  /** Milliseconds since the epoch. */
  since: number;
}

export interface RunPlan {
  scenarios: readonly string[];
  withFaults: boolean;
}

/** What every view may look at, beside its own slice. Made by the root reducer only. */
export interface Shared {
  /** Milliseconds since the epoch at the last tick: what is drawn depends on no other clock. */
  now: number;
  activity: Activity;
  /** How the sandbox was started, such as `sandbox up`. */
  command: string;
  startedAt: number;
  readyAt?: number;
  stack?: StackView;
  /** Whether the sandbox goes on when the screen is left: it was there before. */
  stays: boolean;
  components: readonly ComponentView[];
  /** Of everything, where this system tells. */
  memoryBytes?: number;
  /** Requests per second of the ambient traffic, and whether it rests for a run. */
  traffic?: { rate: number; paused: boolean };
  /** Who else uses this sandbox for a run. */
  usedBy?: string;
  /** The alerting rules as Prometheus gave them last; always asked, whatever is shown. */
  rules: readonly AlertRule[];
  alertStates: AlertStates;
  /** Why the rules could not be read, at the last attempt. */
  rulesFailure?: string;
  /** Faults and alerts with their times, as far back as it is kept. */
  episodes: Episodes;
  /** Runs since the screen is open, oldest first. */
  runs: readonly RunState[];
  /** What is being run, the present one first, and how; absent while nothing runs. */
  plan?: RunPlan;
  handFaults: readonly ActiveHandFault[];
}

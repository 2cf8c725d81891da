import type { ComponentEvent as AnyComponentEvent } from '../../lib/events/component-event.ts';
import type { RuntimeKind } from '../../lib/events/run-event.ts';
import type { ComponentFaultRequest } from '../components/component-fault.ts';
import type { ComponentName, ComponentStatus } from '../components/component.ts';
import type { Sampling } from '../pacing/prepare-config.ts';
import type { Endpoints } from '../components/endpoints.ts';
import type { ServiceName } from '../services/index.ts';

export type { RuntimeKind };

export type ComponentEvent = AnyComponentEvent<ComponentName>;

/** A process of a run: a component, or the command that creates the components. */
export type ProcessName = ComponentName | 'docker compose';

export interface BootOptions {
  ports: 'default' | 'auto';
  /** The demo services to boot, with the backends that they depend on; by default the core ones. */
  services?: readonly ServiceName[];
  /** Durations of the rules and of the sampler are divided by this; 1 is production. */
  pace: number;
  seed: number;
  /** `all`: the tail sampler keeps every trace; `configured` by default. */
  sampling?: Sampling;
  /** A folder of this run, writable: `logs/COMPONENT.log` and data go here; the caller removes it. */
  folder: string;
  /** The share of traces that the services' SDKs sample, above 0 to 1; all where it is missing. */
  headSampling?: number;
  /** Configuration files to use in place of those in stack/config; an override wins by its file name. */
  configFolder?: string;
  onComponent: (event: ComponentEvent) => void;
  /** Called with notices for the user, such as a setting that this runtime ignores. */
  onNotice?: (text: string) => void;
  /** What the control endpoints of the services require for a change; nothing where it is left out. */
  controlToken?: string;
  /** Labels what this run creates on a Docker daemon, so that it can be found again; random if left out. */
  session?: string;
  /** Called as soon as a process is started, so that a killed run's leftovers can be found. */
  onProcess?: (process: { pid: number; name: ProcessName }) => void;
  signal?: AbortSignal;
}

export interface LogLine {
  component: ComponentName;
  /** ISO 8601, where the line has one. */
  time?: string;
  text: string;
}

/** A booted stack: the endpoints and states of its components, and how to inject faults and stop it. */
export interface RunningStack {
  readonly runtime: RuntimeKind;
  readonly endpoints: Endpoints;
  readonly pace: number;
  components(): Promise<ComponentStatus[]>;
  /**
   * Injects a fault into a component and resolves once it is in effect. The state is reported in `component` events:
   * `stopped` with the fault's `detail`; for a restart `stopped`, `starting`, `ready`. Rejects with a UserError where
   * the fault cannot be injected. A component has one fault at a time.
   */
  applyFault(request: ComponentFaultRequest, signal?: AbortSignal): Promise<void>;
  /**
   * Reverts a fault and resolves once the component answers again at its endpoint; does nothing where it is not active.
   */
  rollBackFault(request: ComponentFaultRequest, signal?: AbortSignal): Promise<void>;
  /**
   * Graceful: the Collector flushes what it holds. Never rejects for a component that is already gone; safe to call
   * twice.
   */
  stop(): Promise<void>;
}

/**
 * How a stack is run. Implementations: embedded (worker threads and processes) and docker. One contract test serves
 * both.
 */
export interface Runtime {
  readonly kind: RuntimeKind;
  /**
   * Boots everything and resolves when each component answers. On failure or abort everything already started is
   * stopped before it rejects; a failure is a UserError with exit code 4 that names the component and its last answer,
   * or with exit code 2 where a component did not start with the user's own configuration.
   */
  boot(options: BootOptions): Promise<RunningStack>;
}

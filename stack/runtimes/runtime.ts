import type { ComponentEvent as AnyComponentEvent } from '../../lib/events/component-event.ts';
import type { RuntimeKind } from '../../lib/events/run-event.ts';
import type { ComponentStrike } from '../components/component-fault.ts';
import type { ComponentName, ComponentStatus } from '../components/component.ts';
import type { Endpoints } from '../components/endpoints.ts';

export type { RuntimeKind };

export type ComponentEvent = AnyComponentEvent<ComponentName>;

/** What a process of a run is: a component, or what was started to make the components. */
export type ProcessName = ComponentName | 'docker compose';

export interface BootOptions {
  ports: 'default' | 'auto';
  /** Durations of the rules and of the sampler are divided by this; 1 is production. */
  pace: number;
  seed: number;
  /** A folder of this run, writable: `logs/COMPONENT.log` and data go here; the caller removes it. */
  folder: string;
  /** Configuration files to use in place of those in stack/config; an override wins by its file name. */
  configFolder?: string;
  onComponent: (event: ComponentEvent) => void;
  /** The name under which what this run starts is found again, for runtimes that start it elsewhere; a random one if left out. */
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

/** A booted stack: where its components answer, how they are, and how to end them. */
export interface RunningStack {
  readonly runtime: RuntimeKind;
  readonly endpoints: Endpoints;
  readonly pace: number;
  components(): Promise<ComponentStatus[]>;
  /**
   * Does this to a component and resolves once it is in effect, told as a `component` event (`stopped`, with what was done as its
   * `detail`; a restart as `stopped`, `starting`, `ready`). Rejects with a UserError where it cannot be done: a fault that could not
   * be applied never passes silently. One component has one fault at a time.
   */
  applyFault(strike: ComponentStrike, signal?: AbortSignal): Promise<void>;
  /** Takes it back and resolves once the component answers again at its old endpoint; does nothing where none is on. */
  rollBackFault(strike: ComponentStrike, signal?: AbortSignal): Promise<void>;
  /** Graceful: the Collector flushes what it holds. Never rejects for what is already gone; safe to call twice. */
  stop(): Promise<void>;
}

/** How a stack is run. Implementations: embedded (worker threads and processes) and docker. One contract test serves both. */
export interface Runtime {
  readonly kind: RuntimeKind;
  /**
   * Boots everything and resolves when each component answers. On failure or abort everything already started is stopped
   * before it rejects; a failure is a UserError with exit code 4 that names the component and what was last seen, or with exit code 2
   * where a component did not start with the person's own configuration.
   */
  boot(options: BootOptions): Promise<RunningStack>;
}

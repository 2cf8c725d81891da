import type { ComponentName } from '../../components/component.ts';
import type { ComponentStates } from '../component-states.ts';
import type { Part, PartSpec } from './part.ts';

/** The place of one component: starts it, starts it again, and keeps its state up to date. */
export class PartSlot {
  readonly #spec: PartSpec;
  readonly #states: ComponentStates;
  readonly #isStopping: () => boolean;
  #part: Part | undefined;
  #hasRun = false;

  constructor(spec: PartSpec, states: ComponentStates, isStopping: () => boolean) {
    this.#spec = spec;
    this.#states = states;
    this.#isStopping = isStopping;
  }

  get name(): ComponentName {
    return this.#spec.name;
  }

  /** The running component; undefined while it does not run. */
  get part(): Part | undefined {
    return this.#part;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { name } = this;
    signal.throwIfAborted();
    this.#states.starting(name);
    let part: Part;
    try {
      part = await this.#spec.begin(signal);
    } catch (error) {
      // A start that was aborted, by the user or because another component failed, is not a failure of this one.
      if (!this.#isStopping() && !signal.aborted) this.#states.failed(name, error);
      throw error;
    }
    this.#part = part;
    this.#hasRun = true;
    void part.ended?.then((reason) => {
      // Not an end by itself: it was stopped or killed.
      if (this.#part !== part) return;
      this.#part = undefined;
      if (!this.#isStopping()) this.#states.failed(name, reason);
    });
    this.#states.ready(name, part);
  }

  /** Ends the running component, gracefully or at once. From here on its end is expected. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await part?.[how]();
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    try {
      await this.end('stop');
    } finally {
      await this.#spec.dispose?.();
      if (this.#hasRun) this.#states.stopped(this.name);
    }
  }
}

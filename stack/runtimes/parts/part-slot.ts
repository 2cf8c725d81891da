import type { Clock } from '../../../lib/clock.ts';
import type { ComponentName } from '../../components/component.ts';
import type { ComponentStates } from '../component-states.ts';
import type { Part, PartSpec } from './part.ts';
import { RestartPolicy } from './restart-policy.ts';

/** The place of one component: starts it, starts it again, and keeps its state up to date. */
export class PartSlot {
  readonly #spec: PartSpec;
  readonly #states: ComponentStates;
  readonly #clock: Clock;
  /** Aborted when the stack is being stopped. */
  readonly #stopping: AbortSignal;
  readonly #policy = new RestartPolicy();
  #restarting: Promise<void> | undefined;
  #part: Part | undefined;
  #hasRun = false;

  constructor(spec: PartSpec, states: ComponentStates, stopping: AbortSignal, clock: Clock) {
    this.#clock = clock;
    this.#spec = spec;
    this.#states = states;
    this.#stopping = stopping;
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
      if (!this.#stopping.aborted && !signal.aborted) this.#states.failed(name, error);
      throw error;
    }
    this.#part = part;
    this.#hasRun = true;
    void part.ended?.then((reason) => {
      // Not an end by itself: it was stopped or killed.
      if (this.#part !== part) return;
      this.#part = undefined;
      if (this.#stopping.aborted) return;
      this.#states.failed(name, reason);
      if (this.#spec.restarts?.() === true) this.#restarting = this.#restart(reason);
    });
    this.#states.ready(name, part);
  }

  /** Ends the running component, gracefully or at once. From here on its end is expected. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    const part = this.#part;
    this.#part = undefined;
    await part?.[how]();
  }

  /** Starts it again after an end by itself, which the states then show. Never rejects. */
  async #restart(reason: string): Promise<void> {
    for (;;) {
      const delayMs = this.#policy.next(this.#clock.now());
      if (delayMs === undefined) return;
      try {
        await this.#clock.sleep(delayMs, this.#stopping);
        this.#states.restarting(this.name, reason);
        await this.start(this.#stopping);
        return;
      } catch {
        // Reported by `start` as the failure that it is, unless the stack is being stopped.
        if (this.#stopping.aborted) return;
      }
    }
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    try {
      await this.#restarting;
      await this.end('stop');
    } finally {
      await this.#spec.dispose?.();
      if (this.#hasRun) this.#states.stopped(this.name);
    }
  }
}

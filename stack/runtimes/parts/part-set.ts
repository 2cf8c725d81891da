import { type Clock, systemClock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { ComponentName } from '../../components/component.ts';
import type { ComponentStates } from '../component-states.ts';
import type { PartSpec } from './part.ts';
import { PartSlot } from './part-slot.ts';

/** The components of one run: starts them, watches them while they run, and stops them in a given order. */
export class PartSet {
  readonly #states: ComponentStates;
  readonly #clock: Clock;
  readonly #slots = new Map<ComponentName, PartSlot>();
  readonly #stopping = new AbortController();
  /** Aborted when starts must end: another part failed, or the stack is being stopped. */
  readonly signal: AbortSignal;
  /** In addition, aborted by the caller of the boot. */
  readonly #booting: AbortSignal;

  /** `clock` is for the delays of restarts. */
  constructor(states: ComponentStates, outer?: AbortSignal, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#states = states;
    this.signal = this.#stopping.signal;
    this.#booting = outer ? AbortSignal.any([outer, this.signal]) : this.signal;
  }

  get isStopping(): boolean {
    return this.signal.aborted;
  }

  get bootSignal(): AbortSignal {
    return this.#booting;
  }

  /** Starts one for the first time; rejects with its failure. One that ends by itself later is reported as failed. */
  async start(spec: PartSpec): Promise<void> {
    const slot = new PartSlot(spec, this.#states, this.signal, this.#clock);
    this.#slots.set(spec.name, slot);
    await slot.start(this.#booting);
  }

  slot(name: ComponentName): PartSlot | undefined {
    return this.#slots.get(name);
  }

  slots(): PartSlot[] {
    return [...this.#slots.values()];
  }

  /** Aborts all starts. From here on an end is expected and not a failure. */
  abort(): void {
    this.#stopping.abort(new DOMException('the stack is being stopped', 'AbortError'));
  }

  /**
   * Stops the groups one after another, the members of one at once; a failure does not keep the others from being
   * stopped.
   */
  async stop(groups: readonly (readonly ComponentName[])[]): Promise<void> {
    this.abort();
    for (const group of groups) {
      await Promise.all(
        group.map(async (name) => {
          await this.#slots
            .get(name)
            ?.close()
            .catch((error: unknown) => {
              process.stderr.write(`sandbox: ${name} could not be stopped: ${messageOf(error)}\n`);
            });
        }),
      );
    }
  }
}

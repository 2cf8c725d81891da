import { type ComponentStrike, describeStrike } from '../components/component-fault.ts';
import type { RunningStack } from '../runtimes/runtime.ts';

type Striker = Pick<RunningStack, 'applyFault' | 'rollBackFault'>;

/**
 * The faults that somebody else's process has put on components and not taken back. When it goes away, which a killed one does without
 * a word, they are taken back for it.
 */
export class OpenFaults {
  readonly #stack: () => Striker;
  readonly #open = new Set<ComponentStrike>();

  /** `stack` may throw: then nothing can be struck. */
  constructor(stack: () => Striker) {
    this.#stack = stack;
  }

  get any(): boolean {
    return this.#open.size > 0;
  }

  async applyFault(strike: ComponentStrike, signal: AbortSignal): Promise<void> {
    const stack = this.#stack();
    // Before it is on: who asked for it may go away meanwhile.
    this.#open.add(strike);
    try {
      await stack.applyFault(strike, signal);
      if (strike.fault === 'restart') this.#open.delete(strike);
    } catch (error) {
      // A restart that did not come to its end has left the component stopped.
      if (strike.fault !== 'restart') this.#open.delete(strike);
      throw error;
    }
  }

  async rollBackFault(strike: ComponentStrike, signal?: AbortSignal): Promise<void> {
    await this.#stack().rollBackFault(strike, signal);
    this.#forget(strike);
  }

  /** Takes all of them back and answers, in words, which there were and which of them could not be. */
  async rollBackAll(): Promise<{ were: string[]; failures: unknown[] }> {
    const all = [...this.#open];
    const outcomes = await Promise.allSettled(all.map((strike) => this.rollBackFault(strike)));
    return {
      were: all.map(describeStrike),
      failures: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
    };
  }

  #forget({ component, fault }: ComponentStrike): void {
    for (const one of this.#open) if (one.component === component && one.fault === fault) this.#open.delete(one);
  }
}

import { type ComponentFaultRequest, describeFault } from '../components/component-fault.ts';
import type { RunningStack } from '../runtimes/runtime.ts';

type FaultControl = Pick<RunningStack, 'applyFault' | 'rollBackFault'>;

/**
 * The faults that another process has injected and not reverted. When that process ends, which a killed one does
 * without notice, they are reverted for it.
 */
export class OpenFaults {
  readonly #stack: () => FaultControl;
  readonly #open = new Set<ComponentFaultRequest>();

  /** `stack` may throw: then no fault can be injected. */
  constructor(stack: () => FaultControl) {
    this.#stack = stack;
  }

  get any(): boolean {
    return this.#open.size > 0;
  }

  async applyFault(request: ComponentFaultRequest, signal: AbortSignal): Promise<void> {
    const stack = this.#stack();
    // Recorded first: the other process may end before the fault is in effect.
    this.#open.add(request);
    try {
      await stack.applyFault(request, signal);
      if (request.fault === 'restart') this.#open.delete(request);
    } catch (error) {
      // A failed restart has left the component stopped.
      if (request.fault !== 'restart') this.#open.delete(request);
      throw error;
    }
  }

  async rollBackFault(request: ComponentFaultRequest, signal?: AbortSignal): Promise<void> {
    await this.#stack().rollBackFault(request, signal);
    this.#forget(request);
  }

  /** Reverts all of them; returns their descriptions, and the errors of those that could not be reverted. */
  async rollBackAll(): Promise<{ faults: string[]; failures: unknown[] }> {
    const all = [...this.#open];
    const outcomes = await Promise.allSettled(all.map((request) => this.rollBackFault(request)));
    return {
      faults: all.map(describeFault),
      failures: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
    };
  }

  #forget({ component, fault }: ComponentFaultRequest): void {
    for (const one of this.#open) if (one.component === component && one.fault === fault) this.#open.delete(one);
  }
}

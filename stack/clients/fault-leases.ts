/**
 * How long a service keeps a fault without a renewal, in seconds. Long enough for a process that a busy machine delays,
 * and short enough that what a killed one leaves is gone before the next run checks its steady state.
 */
export const leaseSeconds = 15;
const renewalMs = 3_000;

/** Renews the leases of the faults that this process has injected, until they are reverted. */
export class FaultLeases {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** `renew` returns whether the fault is still active; an error is tried again. */
  keep(fault: string, renew: () => Promise<boolean>): void {
    this.end(fault);
    const timer = setInterval(() => {
      renew().then(
        (active) => {
          if (!active && this.#timers.get(fault) === timer) this.end(fault);
        },
        () => undefined,
      );
    }, renewalMs).unref();
    this.#timers.set(fault, timer);
  }

  end(fault: string): void {
    clearInterval(this.#timers.get(fault));
    this.#timers.delete(fault);
  }
}

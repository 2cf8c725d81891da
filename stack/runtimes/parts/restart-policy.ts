/** Within this time, in milliseconds, a component is started again at most `mostRestarts` times. */
const windowMs = 5 * 60_000;
const mostRestarts = 5;
const firstDelayMs = 100;

/**
 * When to start a component again that ended by itself, like the restart policy of a container: after a delay that
 * doubles, and not at all when it keeps ending.
 */
export class RestartPolicy {
  #times: number[] = [];

  /** The delay before the next start; undefined when there were too many. `now` in milliseconds. */
  next(now: number): number | undefined {
    this.#times = this.#times.filter((time) => now - time < windowMs);
    if (this.#times.length >= mostRestarts) return undefined;
    this.#times.push(now);
    return firstDelayMs * 2 ** (this.#times.length - 1);
  }
}

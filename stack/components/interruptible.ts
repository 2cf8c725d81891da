/** What can be disconnected from outside. Each method resolves once it is in effect. */
export interface Disconnectable {
  /** It runs, but its connections are reset, its ports refuse, and it reaches nothing; what it holds stays. */
  disconnect(): Promise<void>;
  /**
   * Rejects with a UserError `port-taken` when another process took its port in the meantime; then it can be tried
   * again.
   */
  reconnect(): Promise<void>;
}

/**
 * What can be paused or disconnected from outside, and then continues where it was. Each method resolves once it is in
 * effect.
 */
export interface Interruptible extends Disconnectable {
  /** It stops: connections stay open, new ones are accepted, and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Several of them as one. */
export function together(...all: readonly Disconnectable[]): Disconnectable {
  const each = (act: (one: Disconnectable) => Promise<void>) => async (): Promise<void> => {
    await Promise.all(all.map(act));
  };
  return {
    disconnect: each((one) => one.disconnect()),
    reconnect: each((one) => one.reconnect()),
  };
}

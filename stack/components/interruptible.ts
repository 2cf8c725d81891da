/** What can be held up or cut off from outside, and goes on where it was. Each resolves once it is in effect. */
export interface Interruptible {
  /** It stands still: connections stay open, new ones are taken in, and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** It runs, but its connections are cut, its ports refuse, and it reaches nothing; what it holds stays. */
  disconnect(): Promise<void>;
  /** Rejects with a UserError `port-taken` when somebody else took a port of it meanwhile; then it may be asked again. */
  reconnect(): Promise<void>;
}

/** Several of them as one. */
export function together(...all: readonly Interruptible[]): Interruptible {
  const each = (act: (one: Interruptible) => Promise<void>) => async (): Promise<void> => {
    await Promise.all(all.map(act));
  };
  return {
    pause: each((one) => one.pause()),
    resume: each((one) => one.resume()),
    disconnect: each((one) => one.disconnect()),
    reconnect: each((one) => one.reconnect()),
  };
}

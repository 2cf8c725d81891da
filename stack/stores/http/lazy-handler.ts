import { once } from '../../../lib/once.ts';

/** Loads a handler with the first request: the boot of a stack does not wait for code that nothing has asked for. */
export function lazyHandler<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void> | void>,
): (...args: Args) => Promise<void> {
  const loaded = once(load);
  return async (...args) => (await loaded())(...args);
}

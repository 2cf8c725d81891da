import { once } from '../../../lib/once.ts';
import type { Handler } from './listen.ts';

/** Loads a handler with the first request: the boot of a stack does not wait for code that nothing has asked for. */
export function lazyHandler(load: () => Promise<Handler>): Handler {
  const loaded = once(load);
  return async (request, response) => (await loaded())(request, response);
}

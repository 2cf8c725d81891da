import { once } from '../../lib/once.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { lazyHandler } from '../stores/http/lazy-handler.ts';
import { listen, type Listener } from '../stores/http/listen.ts';
import type { WorkbenchParts } from './parts.ts';

/**
 * Serves the web UI of a sandbox on 127.0.0.1: the built site, a stream of events, queries of the backends, and `routes`.
 * Until the first request it only has its port open.
 *
 * @throws UserError `port-taken`
 */
export async function serveWorkbench(parts: WorkbenchParts): Promise<Listener> {
  const closing = new AbortController();
  const routes = once(parts.routes);
  const handle = lazyHandler(async () => {
    const { answerWorkbench } = await import('./answer-workbench.ts');
    return (request: IncomingMessage, response: ServerResponse) =>
      answerWorkbench({ ...parts, routes, closing: closing.signal }, request, response);
  });
  const listener = await listen(parts.port, 'the workbench', handle);
  return {
    ...listener,
    close(graceMs) {
      closing.abort();
      return listener.close(graceMs);
    },
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Interruptible } from '../../components/interruptible.ts';
import { PausableServer, portTaken } from './pausable-server.ts';
import { messageOf } from '../../../lib/errors.ts';
import { requireLocal } from './local-only.ts';
import { HttpError } from './http-error.ts';
import { sendText } from './send.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** An open port that can be interrupted and closed. */
export interface Listener extends Interruptible {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /**
   * Lets requests in flight end, for `graceMs` at most (2 s by default; 0 resets them), and ends idle keep-alive
   * connections at once. Safe to call twice.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves `handler` on 127.0.0.1.
 *
 * @param port 0 for a free one
 * @param what whose port this is, for the message when it is taken
 * @throws UserError `port-taken`
 */
export async function listen(port: number, what: string, handler: Handler): Promise<Listener> {
  let closing = false;
  const server = createServer((request, response) => {
    response.on('finish', () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    void serve(handler, request, response);
  });
  // A client of the same machine may hold its connection through a quiet scenario; it need not be dropped for that.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portTaken(error, port, what)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const pausable = new PausableServer(server, what);
  let closed: Promise<void> | undefined;
  const end = (graceMs: number): Promise<void> =>
    new Promise((resolve) => {
      closing = true;
      const hard = graceMs > 0 ? setTimeout(() => pausable.cut(), graceMs) : undefined;
      server.close(() => {
        clearTimeout(hard);
        resolve();
      });
      if (graceMs === 0) pausable.cut();
      // Requests of a paused server are answered, so that they end too.
      else void pausable.resume();
    });
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    pause: () => pausable.pause(),
    resume: () => pausable.resume(),
    disconnect: () => pausable.disconnect(),
    reconnect: () => pausable.reconnect(),
    close: (graceMs = 2000) => (closed ??= end(graceMs)),
  };
}

async function serve(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    requireLocal(request);
    await handler(request, response);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
    } else if (error instanceof HttpError) {
      request.resume();
      sendText(response, error.status, `${error.message}\n`);
    } else {
      sendText(response, 500, `internal error: ${messageOf(error)}\n`);
    }
  }
}

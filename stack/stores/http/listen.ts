import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Disconnectable } from '../../components/interruptible.ts';
import { Connections, portTaken } from './connections.ts';
import { messageOf } from '../../../lib/errors.ts';
import { isStackOverflow } from '../../threads/explain-error.ts';
import { requireLocal } from './local-only.ts';
import { HttpError } from './http-error.ts';
import { sendText } from './send.ts';
import { refuseUpgrade, type UpgradeHandler } from './upgrade.ts';

/** The length to which a URL is cut in a line about its request. */
const mostUrl = 500;

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface ListenOptions {
  /** Called with a line about each request that was answered with 5xx. */
  onError?: ((line: string) => void) | undefined;
  /** For connections that ask for another protocol; without it they are served as requests. */
  onUpgrade?: UpgradeHandler;
}

/** An open port that can be disconnected and closed. */
export interface Listener extends Disconnectable {
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
export async function listen(
  port: number,
  what: string,
  handler: Handler,
  { onError = () => undefined, onUpgrade }: ListenOptions = {},
): Promise<Listener> {
  let closing = false;
  const server = createServer((request, response) => {
    response.on('finish', () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    void serve(handler, request, response, onError);
  });
  // A client of the same machine may hold its connection through a quiet scenario; it need not be dropped for that.
  server.keepAliveTimeout = 60_000;
  const ending = new AbortController();
  if (onUpgrade) {
    server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
      void upgrade(onUpgrade, request, socket, head, ending.signal);
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portTaken(error, port, what)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const connections = new Connections(server, what);
  let closed: Promise<void> | undefined;
  const end = (graceMs: number): Promise<void> =>
    new Promise((resolve) => {
      closing = true;
      ending.abort();
      const hard = graceMs > 0 ? setTimeout(() => connections.cut(), graceMs) : undefined;
      server.close(() => {
        clearTimeout(hard);
        resolve();
      });
      if (graceMs === 0) connections.cut();
    });
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    disconnect: () => connections.disconnect(),
    reconnect: () => connections.reconnect(),
    close: (graceMs = 2000) => (closed ??= end(graceMs)),
  };
}

async function serve(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (line: string) => void,
): Promise<void> {
  try {
    requireLocal(request);
    await handler(request, response);
  } catch (error) {
    const { status, message } = toHttpError(error);
    if (response.headersSent) {
      response.destroy();
    } else {
      request.resume();
      sendText(response, status, `${message}\n`);
    }
    if (status >= 500)
      onError(`${request.method ?? ''} ${(request.url ?? '').slice(0, mostUrl)} -> ${status} ${message}`);
  }
}

async function upgrade(onUpgrade: UpgradeHandler, ...args: Parameters<UpgradeHandler>): Promise<void> {
  const [request, socket] = args;
  socket.on('error', () => undefined);
  try {
    requireLocal(request);
    await onUpgrade(...args);
  } catch (error) {
    refuseUpgrade(socket, toHttpError(error));
  }
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isStackOverflow(error)) return new HttpError(400, 'The query is nested too deeply.', { cause: error });
  return new HttpError(500, `internal error: ${messageOf(error)}`, { cause: error });
}

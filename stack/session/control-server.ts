import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { messageOf } from '../../lib/errors.ts';
import { toSentError } from '../../lib/sent-error.ts';
import type { ComponentStrike } from '../components/component-fault.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import type { SessionStatus, StopMessage } from './control-protocol.ts';
import { readStrike } from './fault-request.ts';

export interface ControlHandlers {
  status: () => Promise<SessionStatus>;
  /** Keeps the sandbox for somebody; returns who has it already, or a function that gives it back. */
  use: (by: string) => { usedBy: string } | { release: () => void };
  /** Does something to a component, or takes it back. The signal is aborted when who asked for the fault has gone away meanwhile. */
  applyFault: (strike: ComponentStrike, signal: AbortSignal) => Promise<void>;
  rollBackFault: (strike: ComponentStrike) => Promise<void>;
  /** Asks the sandbox to stop; what happens then is told through `broadcast`. */
  stop: () => void;
}

export interface ControlServer {
  /** Tells everybody who asked for the stop. */
  broadcast: (message: StopMessage) => void;
  /** Tells whoever keeps the sandbox for a run; does nothing where nobody does. */
  tellUser: (event: ComponentEvent) => void;
  close: () => Promise<void>;
}

/** Opens the control channel of a sandbox; only the user who runs it may connect. */
export async function openControlServer(socket: string, handlers: ControlHandlers): Promise<ControlServer> {
  const stopListeners = new Set<ServerResponse>();
  let user: ServerResponse | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'GET /status': {
        sendJson(response, 200, await handlers.status());
        return;
      }
      case 'POST /stop':
        response.writeHead(202, { 'content-type': 'application/x-ndjson' }).flushHeaders();
        stopListeners.add(response);
        response.on('close', () => stopListeners.delete(response));
        {
          handlers.stop();
          return;
        }
      case 'POST /use': {
        const { by = 'somebody' } = (await json(request)) as { by?: string };
        const use = handlers.use(by);
        if ('usedBy' in use) {
          sendJson(response, 409, use);
          return;
        }
        user = response;
        response.on('close', () => {
          if (user === response) user = undefined;
          use.release();
        });
        response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
        // Gone while it was being answered: 'close' will not come again.
        if (response.destroyed) use.release();
        return;
      }
      case 'POST /faults': {
        await answerStrike(request, response, handlers.applyFault);
        return;
      }
      case 'DELETE /faults': {
        await answerStrike(request, response, handlers.rollBackFault);
        return;
      }
      default: {
        sendJson(response, 404, { error: `no ${request.method ?? ''} ${request.url ?? ''} here` });
        return;
      }
    }
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    answer(request, response).catch((error: unknown) => sendJson(response, 500, { error: messageOf(error) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve);
  });
  if (process.platform !== 'win32') chmodSync(socket, 0o600);

  return {
    broadcast(message) {
      for (const response of stopListeners) response.write(`${JSON.stringify(message)}\n`);
    },
    tellUser(event) {
      user?.write(`${JSON.stringify(event)}\n`);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...stopListeners].map((response) => new Promise<void>((sent) => response.end(sent))));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerStrike(
  request: IncomingMessage,
  response: ServerResponse,
  act: (strike: ComponentStrike, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) gone.abort(new DOMException('who asked for it has gone away', 'AbortError'));
  });
  let strike: ComponentStrike;
  try {
    strike = await readStrike(request);
  } catch (error) {
    sendJson(response, 400, toSentError(error));
    return;
  }
  try {
    await act(strike, gone.signal);
    response.writeHead(204).end();
  } catch (error) {
    sendJson(response, 422, toSentError(error));
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

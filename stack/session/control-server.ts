import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { messageOf } from '../../lib/errors.ts';
import { toSentError } from '../../lib/sent-error.ts';
import type { ComponentFaultRequest } from '../components/component-fault.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import { tokenRejected } from './control-errors.ts';
import type { SessionStatus, StopMessage } from './control-protocol.ts';
import { readFaultRequest } from './fault-request.ts';
import type { SessionRecord } from './record.ts';

export interface ControlHandlers {
  status: () => Promise<SessionStatus>;
  /** Reserves the sandbox for a run; returns the run that has it already, or a function that releases it. */
  use: (by: string) => { usedBy: string } | { release: () => void };
  /** Called with each event of a run in another process. */
  onEvent: (event: RunEvent) => void;
  /** Injects a fault into a component. The signal is aborted when the client disconnects in the meantime. */
  applyFault: (fault: ComponentFaultRequest, signal: AbortSignal) => Promise<void>;
  rollBackFault: (fault: ComponentFaultRequest) => Promise<void>;
  /** Asks the sandbox to stop; the progress is sent through `broadcast`. */
  stop: () => void;
}

export interface ControlServer {
  /** Sends to every client that asked for the stop. */
  broadcast: (message: StopMessage) => void;
  /** Sends to the run that has reserved the sandbox, if any. */
  sendToUser: (event: ComponentEvent) => void;
  close: () => Promise<void>;
}

/** Opens the control channel of a sandbox; only the user who runs it may connect. */
export async function openControlServer(
  { socket, token }: Pick<SessionRecord, 'socket' | 'token'>,
  handlers: ControlHandlers,
): Promise<ControlServer> {
  const stopListeners = new Set<ServerResponse>();
  let user: ServerResponse | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.headers.authorization !== `Bearer ${token}`) {
      sendJson(response, 401, toSentError(tokenRejected()));
      return;
    }
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'GET /status': {
        sendJson(response, 200, await handlers.status());
        return;
      }
      case 'GET /ping':
        response.writeHead(204).end();
        return;
      case 'POST /stop':
        response.writeHead(202, { 'content-type': 'application/x-ndjson' }).flushHeaders();
        stopListeners.add(response);
        response.on('close', () => stopListeners.delete(response));
        {
          handlers.stop();
          return;
        }
      case 'POST /use': {
        const { by = 'another process' } = (await json(request)) as { by?: string };
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
        // Closed while it was being answered: 'close' is not emitted again.
        if (response.destroyed) use.release();
        return;
      }
      case 'POST /events':
        for await (const line of createInterface({ input: request })) handlers.onEvent(JSON.parse(line) as RunEvent);
        response.writeHead(204).end();
        return;
      case 'POST /faults': {
        await answerFault(request, response, handlers.applyFault);
        return;
      }
      case 'DELETE /faults': {
        await answerFault(request, response, handlers.rollBackFault);
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
    sendToUser(event) {
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

async function answerFault(
  request: IncomingMessage,
  response: ServerResponse,
  act: (fault: ComponentFaultRequest, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) gone.abort(new DOMException('the client disconnected', 'AbortError'));
  });
  let fault: ComponentFaultRequest;
  try {
    fault = await readFaultRequest(request);
  } catch (error) {
    sendJson(response, 400, toSentError(error));
    return;
  }
  try {
    await act(fault, gone.signal);
    response.writeHead(204).end();
  } catch (error) {
    sendJson(response, 422, toSentError(error));
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

import { defined } from '../../lib/defined.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { UserError } from '../../lib/errors.ts';
import { fromSentError, type SentError } from '../../lib/sent-error.ts';
import type { ComponentFaultRequest } from '../components/component-fault.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import type { SessionStatus, StopMessage } from './control-protocol.ts';

/** A sandbox reserved for one run: its ambient traffic is paused until the release. */
export interface Use {
  release: () => void;
  /** Aborted when the sandbox ended by itself. */
  lost: AbortSignal;
}

/**
 * Client of a sandbox that another process runs. Each call rejects with the socket's error when no process listens
 * there.
 */
export interface ControlClient {
  status: (timeoutMs?: number) => Promise<SessionStatus>;
  /** Stops the sandbox and yields its progress; ends when the sandbox reports that it has stopped, or is gone. */
  stop: () => AsyncIterable<StopMessage>;
  /** As those of a `RunningStack`, with the same errors. */
  applyFault: (request: ComponentFaultRequest, signal?: AbortSignal) => Promise<void>;
  rollBackFault: (request: ComponentFaultRequest, signal?: AbortSignal) => Promise<void>;
  /**
   * Reserves it for one run, which receives the events of its components until the release.
   * @throws UserError when another run uses it
   */
  use: (by: string, onComponent?: (event: ComponentEvent) => void) => Promise<Use>;
}

export function controlClient(socketPath: string): ControlClient {
  async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const text = body === undefined ? '' : JSON.stringify(body);
    // Node leaves a DELETE without a length, so that its body would be taken for a request of its own.
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const outgoing = request({
      ...{ socketPath, method, path, headers, agent: false },
      ...defined({ signal }),
    });
    outgoing.end(text);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return response;
  }

  async function sendFault(
    method: 'POST' | 'DELETE',
    body: ComponentFaultRequest,
    signal?: AbortSignal,
  ): Promise<void> {
    const response = await send(method, '/faults', body, signal);
    if (response.statusCode === 204) return void response.resume();
    throw fromSentError((await json(response)) as SentError);
  }

  return {
    async status(timeoutMs = 5_000) {
      const response = await send('GET', '/status', undefined, AbortSignal.timeout(timeoutMs));
      const body = await json(response);
      if (response.statusCode !== 200)
        throw new Error(`GET /status -> ${response.statusCode ?? 0} ${JSON.stringify(body)}`);
      return body as SessionStatus;
    },

    applyFault: (fault, signal) => sendFault('POST', fault, signal),
    rollBackFault: (fault, signal) => sendFault('DELETE', fault, signal),

    async *stop() {
      const response = await send('POST', '/stop');
      try {
        for await (const line of createInterface({ input: response })) yield JSON.parse(line) as StopMessage;
      } catch {
        // It was killed while it stopped; the caller checks anyway whether its process is gone.
      }
    },

    async use(by, onComponent) {
      const response = await send('POST', '/use', { by });
      if (response.statusCode === 409) {
        const { usedBy } = (await json(response)) as { usedBy: string };
        throw sandboxInUse(usedBy);
      }
      const gone = new AbortController();
      let released = false;
      const events = createInterface({ input: response });
      events.on('line', (line) => {
        if (!released) onComponent?.(JSON.parse(line) as ComponentEvent);
      });
      // The interface repeats the errors of its input; the end of the connection is handled below.
      events.on('error', () => undefined);
      response.on('error', () => undefined);
      response.on('close', () => {
        if (!released) gone.abort(sandboxGone());
      });
      return {
        lost: gone.signal,
        release() {
          released = true;
          response.destroy();
        },
      };
    },
  };
}

/** Another process runs scenarios on it. */
export function sandboxInUse(usedBy: string): UserError {
  return new UserError(`The running sandbox is in use by ${usedBy}.`, {
    code: 'sandbox-in-use',
    hint: 'Wait until that run has ended: two runs at once would see each other’s faults and traffic.',
  });
}

/** The sandbox ended, or was stopped, while a run used it. */
export function sandboxGone(cause?: unknown): UserError {
  return new UserError('The sandbox stopped during the run.', {
    code: 'sandbox-gone',
    exitCode: ExitCode.bootFailed,
    cause,
  });
}

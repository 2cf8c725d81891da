import { defined } from '../../lib/defined.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { UserError } from '../../lib/errors.ts';
import { fromSentError, type SentError } from '../../lib/sent-error.ts';
import type { ComponentStrike } from '../components/component-fault.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import type { SessionStatus, StopMessage } from './control-protocol.ts';

/** A sandbox kept for one run: its ambient traffic rests until it is given back. */
export interface Use {
  release: () => void;
  /** Aborted when the sandbox went away by itself. */
  lost: AbortSignal;
}

/** The way to a sandbox that another process runs. Each call rejects with the socket's error when nobody answers there. */
export interface ControlClient {
  status: (timeoutMs?: number) => Promise<SessionStatus>;
  /** Stops the sandbox and tells how; ends when the sandbox says that it has stopped, or is gone. */
  stop: () => AsyncIterable<StopMessage>;
  /** As of a `RunningStack`; what is thrown there is thrown here. */
  applyFault: (strike: ComponentStrike, signal?: AbortSignal) => Promise<void>;
  rollBackFault: (strike: ComponentStrike, signal?: AbortSignal) => Promise<void>;
  /**
   * Keeps it for one run, which is told of its components until it gives it back.
   * @throws UserError when somebody else uses it
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

  async function strike(method: 'POST' | 'DELETE', body: ComponentStrike, signal?: AbortSignal): Promise<void> {
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

    applyFault: (one, signal) => strike('POST', one, signal),
    rollBackFault: (one, signal) => strike('DELETE', one, signal),

    async *stop() {
      const response = await send('POST', '/stop');
      try {
        for await (const line of createInterface({ input: response })) yield JSON.parse(line) as StopMessage;
      } catch {
        // It was killed while it stopped; the caller looks whether its process is gone anyway.
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
      // The interface passes on what goes wrong with its input, which the end of the connection tells all the same.
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

/** That somebody else runs scenarios on it. */
export function sandboxInUse(usedBy: string): UserError {
  return new UserError(`The running sandbox is in use by ${usedBy}.`, {
    code: 'sandbox-in-use',
    hint: 'Wait until that run has ended: two at once would see each other’s faults and traffic.',
  });
}

/** That the sandbox ended, or was ended, while a run used it. */
export function sandboxGone(cause?: unknown): UserError {
  return new UserError('The sandbox stopped during the run.', {
    code: 'sandbox-gone',
    exitCode: ExitCode.bootFailed,
    cause,
  });
}

import { defined } from '../../lib/defined.ts';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { json } from 'node:stream/consumers';
import type { UserError } from '../../lib/errors.ts';
import { fromSentError, type SentError } from '../../lib/sent-error.ts';
import type { ComponentFaultRequest } from '../components/component-fault.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import { sandboxGone, sandboxInUse, sandboxUnresponsive } from './control-errors.ts';
import type { SessionRecord } from './record.ts';
import { watchAnswers } from './watch-answers.ts';
import type { SessionStatus, StopMessage } from './control-protocol.ts';

/** How long it may take to answer what needs no work. */
const answerMs = 5_000;

/** A sandbox reserved for one run: its ambient traffic is paused until the release. */
export interface Use {
  release: () => void;
  /** Sends an event of the run to those who look at the sandbox. */
  publish: (event: RunEvent) => void;
  /** Aborted when the sandbox ended by itself, or no longer responds. */
  lost: AbortSignal;
}

/**
 * Client of a sandbox that another process runs. Each call rejects with the socket's error when no process listens
 * there, and with a UserError `sandbox-unresponsive` (exit code 4) when that process does not answer within 5 s.
 */
export interface ControlClient {
  status: () => Promise<SessionStatus>;
  /**
   * Stops the sandbox and yields its progress; ends when the sandbox reports that it has stopped, is gone, or the signal
   * is aborted.
   */
  stop: (signal?: AbortSignal) => AsyncIterable<StopMessage>;
  /** As those of a `RunningStack`, with the same errors. */
  applyFault: (request: ComponentFaultRequest, signal?: AbortSignal) => Promise<void>;
  rollBackFault: (request: ComponentFaultRequest, signal?: AbortSignal) => Promise<void>;
  /** Sends one event to those who look at the sandbox; where it fails, they do not see it. */
  publish: (event: RunEvent) => void;
  /** Calls `onSilent` once it has not responded for 15 s, until the returned function is called. */
  watch: (onSilent: (error: UserError) => void) => () => void;
  /**
   * Reserves it for one run, which receives the events of its components until the release.
   * @throws UserError when another run uses it
   */
  use: (by: string, onComponent?: (event: ComponentEvent) => void) => Promise<Use>;
}

export function controlClient({ socket, token }: Pick<SessionRecord, 'socket' | 'token'>): ControlClient {
  /** For requests that are answered at once. */
  async function ask(method: string, path: string, body?: unknown): Promise<IncomingMessage> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), answerMs);
    try {
      return await send(method, path, body, late.signal);
    } catch (error) {
      throw late.signal.aborted ? sandboxUnresponsive(answerMs) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const text = body === undefined ? '' : JSON.stringify(body);
    // Node leaves a DELETE without a length, so that its body would be taken for a request of its own.
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      authorization: `Bearer ${token}`,
    };
    const outgoing = request({
      ...{ socketPath: socket, method, path, headers, agent: false },
      ...defined({ signal }),
    });
    outgoing.end(text);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (response.statusCode === 401) throw fromSentError((await json(response)) as SentError);
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

  /** One request for all events of a run. Where it fails they are not shown elsewhere, which is no failure of the run. */
  function eventSender(): { write: (event: RunEvent) => void; end: () => void } {
    let outgoing: ClientRequest | undefined;
    const open = (): ClientRequest => {
      const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` };
      const opened = request({ socketPath: socket, method: 'POST', path: '/events', headers, agent: false });
      opened.on('error', () => undefined).on('response', (response) => response.resume());
      return opened;
    };
    return {
      write: (event) => void (outgoing ??= open()).write(`${JSON.stringify(event)}\n`),
      end: () => void outgoing?.end(),
    };
  }

  function watch(onSilent: (error: UserError) => void): () => void {
    const ping = async (signal: AbortSignal): Promise<void> => {
      (await send('GET', '/ping', undefined, signal)).resume();
    };
    return watchAnswers(ping, (ms) => onSilent(sandboxUnresponsive(ms)));
  }

  return {
    watch,

    async status() {
      const response = await ask('GET', '/status');
      const body = await json(response);
      if (response.statusCode !== 200)
        throw new Error(`GET /status -> ${response.statusCode ?? 0} ${JSON.stringify(body)}`);
      return body as SessionStatus;
    },

    applyFault: (fault, signal) => sendFault('POST', fault, signal),
    rollBackFault: (fault, signal) => sendFault('DELETE', fault, signal),

    publish(event) {
      const sent = eventSender();
      sent.write(event);
      sent.end();
    },

    async *stop(signal) {
      const response = await ask('POST', '/stop');
      const end = (): void => void response.destroy(new Error('the time for stopping is up'));
      signal?.addEventListener('abort', end);
      try {
        for await (const line of createInterface({ input: response })) yield JSON.parse(line) as StopMessage;
      } catch {
        // It was killed while it stopped; the caller checks anyway whether its process is gone.
      } finally {
        signal?.removeEventListener('abort', end);
      }
    },

    async use(by, onComponent) {
      const response = await ask('POST', '/use', { by });
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
      const stopWatching = watch((error) => gone.abort(error));
      response.on('close', () => {
        stopWatching();
        if (!released) gone.abort(sandboxGone());
      });
      const sent = eventSender();
      return {
        lost: gone.signal,
        publish: (event) => sent.write(event),
        release() {
          released = true;
          stopWatching();
          sent.end();
          response.destroy();
        },
      };
    },
  };
}

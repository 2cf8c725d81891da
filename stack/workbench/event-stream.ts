import type { ServerResponse } from 'node:http';
import type { EventLog } from '../../lib/events/event-log.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { securityHeaders } from './security-headers.ts';

/** A client that does not read is ended once this much waits for it. */
const mostWaiting = 4 * 2 ** 20;
const keepAliveMs = 15_000;

/**
 * Sends events as server-sent events: first `snapshot` with those that are kept, as a list, then `run` with each later
 * one. Ends with the connection or `closing`.
 */
export function streamEvents(response: ServerResponse, log: EventLog<RunEvent>, closing: AbortSignal): void {
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  });
  const send = (name: string, data: unknown): void => {
    response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    if (response.writableLength > mostWaiting) response.destroy();
  };
  send('snapshot', log.events);
  const unsubscribe = log.subscribe((event) => send('run', event));
  // A comment: without it, a client notices the end of a machine that sleeps only at the next event.
  const alive = setInterval(() => response.write(':\n\n'), keepAliveMs).unref();
  const end = (): void => void response.end();
  closing.addEventListener('abort', end, { once: true });
  response.on('close', () => {
    unsubscribe();
    clearInterval(alive);
    closing.removeEventListener('abort', end);
  });
}

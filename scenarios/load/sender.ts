import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { defined } from '../../lib/defined.ts';
import { messageOf } from '../../lib/errors.ts';
import type { PlannedRequest } from './requests.ts';
import { serverMsOf, traceIdOf } from './response-headers.ts';

/** How a request ended: with a response, or with the reason why there was none. */
export type Sent =
  | { durationMs: number; serverMs?: number; status: number; traceId?: string; body: unknown }
  | { durationMs: number; failure: string };

/** Sends requests to the gateway; never rejects. */
export interface Sender {
  send(request: PlannedRequest): Promise<Sent>;
  close(): Promise<void>;
}

/**
 * Identifies the load of a run among all traffic, also in the attribute `user_agent.original` of the gateway's spans.
 */
export const loadUserAgent = 'sandbox-load';
/** The ambient traffic of a sandbox that is up. */
export const ambientUserAgent = 'sandbox-traffic';

/**
 * Sends over as many kept-alive connections as requests may be in flight, so that no request waits inside the client.
 */
export function httpSender(options: {
  gateway: string;
  userAgent: string;
  connections: number;
  timeoutMs?: number;
}): Sender {
  const { gateway, userAgent, connections, timeoutMs = 30_000 } = options;
  const pool = new Pool(gateway, { connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async send({ method, path, body }) {
      const start = performance.now();
      try {
        const answer = await pool.request({
          method,
          path,
          headers: { 'user-agent': userAgent, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.body.text();
        const durationMs = performance.now() - start;
        const traceId = traceIdOf(single(answer.headers.traceresponse));
        const serverMs = serverMsOf(single(answer.headers['server-timing']));
        return {
          durationMs,
          status: answer.statusCode,
          body: parsed(text),
          ...defined({ traceId, serverMs }),
        };
      } catch (error) {
        return { durationMs: performance.now() - start, failure: reasonOf(error) };
      }
    },
    close: () => pool.destroy(),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The system's error code (`ECONNREFUSED`) is the same for every request; messages contain the port and could not be
 * counted.
 */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : messageOf(error);
}

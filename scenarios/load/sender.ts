import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { defined } from '../../lib/defined.ts';
import { messageOf } from '../../lib/errors.ts';
import type { PlannedRequest } from './requests.ts';
import { proxyErrorHeader, serverMsOf, traceOf } from './response-headers.ts';
import { newSpanId, newTraceId, traceparent } from './traceparent.ts';

/** How a request ended: with a response, or with the reason why there was none. */
export type Sent =
  | {
      durationMs: number;
      serverMs?: number;
      status: number;
      traceId?: string;
      sampled?: boolean;
      reason?: string;
      body: unknown;
    }
  | { durationMs: number; traceId?: string; failure: string };

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
  /** Chooses the trace id of each request and sends it as `traceparent`, for services without `traceresponse`. */
  startsTraces?: boolean;
}): Sender {
  const { gateway, userAgent, connections, timeoutMs = 30_000, startsTraces = false } = options;
  const pool = new Pool(gateway, { connections, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async send({ method, path, headers, body }) {
      const start = performance.now();
      const chosen = startsTraces ? { traceId: newTraceId() } : {};
      try {
        const answer = await pool.request({
          method,
          path,
          headers: {
            'user-agent': userAgent,
            ...(chosen.traceId === undefined ? {} : { traceparent: traceparent(chosen.traceId, newSpanId()) }),
            ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
            ...lowerCased(headers),
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await answer.body.text();
        const durationMs = performance.now() - start;
        const answered = traceOf(single(answer.headers.traceresponse));
        const traceId = chosen.traceId ?? answered?.traceId;
        // A target that starts a trace of its own decides on that one only.
        const sampled = answered?.traceId === traceId ? answered?.sampled : undefined;
        const reason = single(answer.headers[proxyErrorHeader]);
        const serverMs = serverMsOf(single(answer.headers['server-timing']));
        return {
          durationMs,
          status: answer.statusCode,
          body: parsed(text),
          ...defined({ traceId, sampled, serverMs, reason }),
        };
      } catch (error) {
        return { durationMs: performance.now() - start, ...chosen, failure: reasonOf(error) };
      }
    },
    close: () => pool.destroy(),
  };
}

/** Of two headers that differ in case only, both would be sent. */
function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
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

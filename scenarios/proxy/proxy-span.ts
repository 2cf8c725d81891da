import { performance } from 'node:perf_hooks';
import type { IncomingMessage } from 'node:http';
import { shared } from '../../lib/otlp/writer/attributes.ts';
import type { SpanRecord } from '../../lib/otlp/writer/records.ts';
import { newSpanId, newTraceId, traceIdOfParent, traceparent } from '../load/traceparent.ts';

const scope = { name: 'sandbox-proxy' };

/** How a request ended. */
export interface Outcome {
  status?: number;
  /** Why it failed: an error code, or `injected`. */
  error?: string;
}

/**
 * The server span of one request at the proxy: the root of its trace, as that of an ingress is. The trace id is the one
 * that the load chose; the application continues the trace.
 */
export class ProxySpan {
  readonly traceId: string;
  readonly #spanId = newSpanId();
  readonly #start = now();
  readonly #request: { method: string; path: string; query: string; userAgent: string };

  constructor({ method = 'GET', url = '/', headers }: IncomingMessage) {
    this.traceId = traceIdOfParent(headers.traceparent as string | undefined) ?? newTraceId();
    const [path = '/', query = ''] = url.split('?');
    this.#request = { method, path, query, userAgent: headers['user-agent'] ?? '' };
  }

  /** The header of the request to the application. */
  get traceparent(): string {
    return traceparent(this.traceId, this.#spanId);
  }

  end({ status, error }: Outcome): SpanRecord {
    const { method, path, query, userAgent } = this.#request;
    const failed = error !== undefined || (status ?? 0) >= 500;
    return {
      context: { traceId: Buffer.from(this.traceId, 'hex'), spanId: Buffer.from(this.#spanId, 'hex'), sampled: true },
      scope,
      parent: undefined,
      // The paths of a scenario are few, so that they may be routes.
      name: `${method} ${path}`,
      kind: 2,
      start: this.#start,
      end: now(),
      attributes: [
        shared({ 'url.scheme': 'http' }),
        {
          'http.request.method': method,
          'http.route': path,
          'url.path': path,
          'user_agent.original': userAgent,
          ...(query === '' ? {} : { 'url.query': query }),
          ...(status === undefined ? {} : { 'http.response.status_code': status }),
          ...(failed ? { 'error.type': error ?? String(status) } : {}),
        },
      ],
      error: failed ? {} : undefined,
    };
  }
}

/** Milliseconds since the epoch with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

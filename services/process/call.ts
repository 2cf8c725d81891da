import type { FastifyBaseLogger } from 'fastify';
import type { FaultSet } from '../faults/fault-set.ts';
import { ServiceError } from './service-error.ts';

export interface Callee {
  /** As in error messages: `order`. */
  name: string;
  baseUrl: URL;
  faults: FaultSet;
  timeoutMs: number;
}

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  log: FastifyBaseLogger;
}

export interface CallAnswer {
  status: number;
  body: unknown;
}

/**
 * Calls another service; resolves with any answer below 500, which is the caller's to judge. Throws a ServiceError like a
 * gateway's: 502 when the callee answered 5xx or no JSON, 503 when it could not be reached, 504 when it took too long.
 */
export async function call(callee: Callee, { method, path, query, body, log }: Call): Promise<CallAnswer> {
  const { name, faults, timeoutMs } = callee;
  const url = new URL(path, callee.baseUrl);
  for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value);
  const isLeaking = faults.beforeCall(url);
  log[isLeaking ? 'info' : 'debug']({ 'url.full': url.href }, `calling ${name}: ${method} ${url.href}`);

  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    text = await response.text();
  } catch (error) {
    throw unreachable(callee, error);
  }
  if (response.status >= 500) {
    throw new ServiceError(502, 'UpstreamError', `${name} answered ${response.status}`);
  }
  try {
    return { status: response.status, body: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new ServiceError(502, 'UpstreamError', `${name} answered ${response.status} with what is no JSON`, { cause });
  }
}

function unreachable({ name, timeoutMs }: Callee, error: unknown): ServiceError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ServiceError(504, 'UpstreamTimeout', `${name} did not answer within ${timeoutMs}ms`, { cause: error });
  }
  const cause = error instanceof Error ? (error.cause as { code?: string; message?: string } | undefined) : undefined;
  const reason = cause?.code ?? cause?.message ?? String(error);
  return new ServiceError(503, 'UpstreamUnreachable', `${name} could not be reached: ${reason}`, { cause: error });
}

import type { FastifyBaseLogger } from 'fastify';
import { ServiceError } from './service-error.ts';

export interface ServiceClientOptions {
  /** As in log lines and error messages: `order`. */
  name: string;
  baseUrl: URL;
  timeoutMs: number;
}

export interface ServiceRequest {
  method: 'GET' | 'POST';
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  log: FastifyBaseLogger;
}

export interface ServiceResponse {
  status: number;
  body: unknown;
}

/** Calls another service over HTTP, as JSON. */
export interface ServiceClient {
  readonly name: string;
  urlOf(request: ServiceRequest): URL;
  /**
   * Resolves with any response below 500, which the caller must judge. Throws a ServiceError as a gateway would answer:
   * 502 for a 5xx or a body that is not JSON, 503 when the service cannot be reached, 504 for a timeout.
   */
  request(request: ServiceRequest): Promise<ServiceResponse>;
}

export function createServiceClient({ name, baseUrl, timeoutMs }: ServiceClientOptions): ServiceClient {
  const urlOf = ({ path, query }: ServiceRequest): URL => {
    const url = new URL(path, baseUrl);
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value);
    return url;
  };
  return {
    name,
    urlOf,
    async request(request) {
      const { method, body, log } = request;
      const url = urlOf(request);
      log.debug({ 'url.full': url.href }, `calling ${name}: ${method} ${url.href}`);
      let response: Response;
      let text: string;
      try {
        response = await fetch(url, {
          method,
          signal: AbortSignal.timeout(timeoutMs),
          ...(body === undefined
            ? {}
            : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        });
        text = await response.text();
      } catch (error) {
        throw unreachable(name, timeoutMs, error);
      }
      const { status } = response;
      if (status >= 500) throw new ServiceError(502, 'UpstreamError', `${name} answered ${status}`);
      try {
        return { status, body: JSON.parse(text) as unknown };
      } catch (cause) {
        throw new ServiceError(502, 'UpstreamError', `${name} answered ${status} with a body that is not JSON`, {
          cause,
        });
      }
    },
  };
}

function unreachable(name: string, timeoutMs: number, error: unknown): ServiceError {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ServiceError(504, 'UpstreamTimeout', `${name} did not answer within ${timeoutMs}ms`, { cause: error });
  }
  const cause = error instanceof Error ? (error.cause as { code?: string; message?: string } | undefined) : undefined;
  const reason = cause?.code ?? cause?.message ?? String(error);
  return new ServiceError(503, 'UpstreamUnreachable', `${name} could not be reached: ${reason}`, { cause: error });
}

import { type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../lib/errors.ts';
import { HttpError } from '../stores/http/http-error.ts';
import type { Endpoints } from '../components/endpoints.ts';
import { backendNames, type WorkbenchBackend, workbenchPaths } from './paths.ts';
import { securityHeaders } from './security-headers.ts';

interface Backend {
  base: (endpoints: Endpoints) => string;
  /** Paths that only read; everything else is refused. */
  paths: RegExp;
}

const backends: Readonly<Record<WorkbenchBackend, Backend>> = {
  jaeger: { base: ({ jaeger }) => jaeger, paths: /^\/api\/v3\/(services|operations|traces)(\/|$)/ },
  prometheus: {
    base: ({ prometheus }) => prometheus,
    paths: /^\/api\/v1\/(query|query_range|query_exemplars|series|labels|label|metadata|rules|alerts|targets)(\/|$)/,
  },
  loki: {
    base: ({ loki }) => loki,
    paths: /^\/loki\/api\/v1\/(query|query_range|labels|label|series|detected_fields)(\/|$)/,
  },
  collector: { base: ({ collector }) => collector.metrics, paths: /^\/metrics$/ },
};

/**
 * Passes a GET request to a backend and its answer back, so that the page has one origin. `path` begins after
 * `/backend`.
 *
 * @throws HttpError 404 for other paths, 405 for other methods, 502 where the backend does not answer, 503 before the boot
 */
export async function proxyToBackend(
  path: string,
  { endpoints }: { endpoints: Endpoints | undefined },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (incoming.method !== 'GET') throw new HttpError(405, 'Only GET requests are passed to a backend.');
  const [, name = '', rest = '/'] = /^\/([a-z]+)(\/[^?]*)/.exec(path) ?? [];
  const backend = backendNames.find((one) => one === name);
  // A path with dots could leave the allowed ones where the backend resolves it.
  if (!backend || !backends[backend].paths.test(rest) || /(^|\/)\.\.?(\/|$)|%2f|%2e/i.test(rest)) {
    throw new HttpError(404, `${workbenchPaths.backend}${path.split('?')[0] ?? ''} is not a query of a backend.`);
  }
  if (!endpoints) throw new HttpError(503, 'The sandbox is still booting.');
  const answer = await ask(`${backends[backend].base(endpoints)}${path.slice(name.length + 1)}`, response).catch(
    (error: unknown) => {
      throw new HttpError(502, `${name} does not answer: ${messageOf(error)}`, { cause: error });
    },
  );
  const length = answer.headers['content-length'];
  response.writeHead(answer.statusCode ?? 502, {
    ...securityHeaders,
    'content-type': answer.headers['content-type'] ?? 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(length === undefined ? {} : { 'content-length': length }),
  });
  await pipeline(answer, response).catch((error: unknown) => {
    // The page no longer wants it.
    if (!response.destroyed) throw error;
  });
}

/** Ends the request when the page closes its own. */
function ask(url: string, response: ServerResponse): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { headers: { accept: 'application/json' } }, resolve);
    outgoing.on('error', reject);
    response.on('close', () => outgoing.destroy());
    outgoing.end();
  });
}

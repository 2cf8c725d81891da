import type { IncomingMessage, ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { toSentError } from '../../lib/sent-error.ts';
import { UserError } from '../../lib/errors.ts';
import { HttpError } from '../stores/http/http-error.ts';
import { readBody } from '../stores/http/read-body.ts';
import { proxyToBackend } from './backend-proxy.ts';
import { streamEvents } from './event-stream.ts';
import { workbenchPaths } from './paths.ts';
import { securityHeaders } from './security-headers.ts';
import type { WorkbenchParts } from './parts.ts';
import { sendFile } from './static-site.ts';

const mostBytes = 64 * 1024;

export interface AnswerParts extends Pick<WorkbenchParts, 'token' | 'site' | 'endpoints' | 'events' | 'routes'> {
  closing: AbortSignal;
}

/** Answers one request of the page; errors are a SentError as JSON below /api, and text elsewhere. */
export async function answerWorkbench(
  parts: AnswerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?')[0] ?? '/';
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (path.startsWith('/api/')) {
    await answerApi(parts, `${method} ${path}`, request, response);
    return;
  }
  if (path.startsWith(`${workbenchPaths.backend}/`)) {
    const rest = url.slice(workbenchPaths.backend.length);
    await proxyToBackend(rest, { endpoints: parts.endpoints() }, request, response);
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, `${method} is not supported here.`);
  await sendFile(parts.site, path, request, response);
}

async function answerApi(
  { token, events, routes, closing }: AnswerParts,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (route === `GET ${workbenchPaths.events}`) {
    streamEvents(response, events, closing);
    return;
  }
  const all = await routes();
  const handle = Object.hasOwn(all, route) ? all[route] : undefined;
  if (!handle) {
    sendJson(response, 404, toSentError(new UserError(`There is no ${route}.`, { code: 'no-such-route' })));
    return;
  }
  const isChange = request.method !== 'GET';
  if (isChange && !isBearer(request.headers.authorization, token)) {
    sendJson(response, 401, toSentError(tokenMissing()));
    return;
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const body: unknown = isChange ? parse((await readBody(request, mostBytes)).toString('utf8')) : undefined;
    sendJson(response, 200, (await handle(body, gone.signal)) ?? {});
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    sendJson(response, error.code === 'sandbox-in-use' || error.code === 'not-ready' ? 409 : 422, toSentError(error));
  }
}

/** Compares in constant time. */
function isBearer(header: string | undefined, token: string): boolean {
  const [given, wanted] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function tokenMissing(): UserError {
  return new UserError('This page may look, but not change anything.', {
    code: 'token-rejected',
    hint: 'Open the address that `sandbox status` prints: it contains the token of this sandbox.',
  });
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    throw new HttpError(400, 'The body is not JSON.', { cause: error });
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

import { timingSafeEqual } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refusalOf } from '../process/local-only.ts';
import type { FaultSet } from './fault-set.ts';
import { ParameterError } from './parameters.ts';

const largestBody = 16_384;
/** Seconds. */
const longestLease = 3_600;

interface Reply {
  status: number;
  body?: unknown;
  allow?: string;
  /** Called once the response is sent. */
  afterSend?: () => void;
}

export interface ControlOptions {
  /**
   * Gets a message for the log, without parameters: the secrets of secret-in-url must reach the log only through that
   * fault.
   */
  onChange: (change: string) => void;
  /** Changes need `Authorization: Bearer TOKEN` with it; nothing if it is empty. */
  token?: string | undefined;
}

/**
 * The control endpoint: `GET /faults`, `PUT /faults/NAME` with parameters as JSON, `DELETE /faults/NAME` and
 * `DELETE /faults`. With `PUT /faults/NAME?lease=SECONDS` the fault ends by itself after that time, unless
 * `POST /faults/NAME` renews it. Errors are `{"error": "..."}` with 400, 401, 403, 404, 405 or 413.
 */
export function createControlServer(faults: FaultSet, { onChange, token = '' }: ControlOptions): Server {
  const server = createServer((request, response) => {
    const refused = refuse(request, token);
    const replied = refused ? Promise.resolve(refused) : handle(faults, onChange, request);
    replied.then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, { status: 500, body: { error: String(error) } }),
    );
  });
  // Not traced or measured: the HTTP instrumentation patches `emit` of the prototype, which this method hides.
  server.emit = EventEmitter.prototype.emit.bind(server);
  return server;
}

function refuse({ method, headers }: IncomingMessage, token: string): Reply | undefined {
  const refusal = refusalOf(headers);
  if (refusal !== undefined) return failure(403, refusal);
  if (method === 'GET' || token === '') return undefined;
  const given = Buffer.from(headers.authorization?.replace(/^Bearer /, '') ?? '');
  const expected = Buffer.from(token);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
  return failure(401, 'this needs the header "Authorization: Bearer TOKEN" with the token of the sandbox');
}

async function handle(faults: FaultSet, onChange: (change: string) => void, request: IncomingMessage): Promise<Reply> {
  const { method = '', url = '' } = request;
  const [path = '', query] = url.split('?', 2);
  const [, first, name, ...rest] = path.split('/').map(decode);
  if (first !== 'faults' || rest.length > 0) return failure(404, 'there are only /faults and /faults/NAME');
  if (name === undefined) {
    if (method === 'GET') return { status: 200, body: faults.list() };
    if (method !== 'DELETE') return { ...failure(405, `${method} is not allowed here`), allow: 'GET, DELETE' };
    faults.clear();
    onChange('all faults ended');
    return { status: 204 };
  }
  if (method === 'PUT') return activate(faults, onChange, { name, query, body: await readBody(request) });
  if (method === 'POST') {
    if (faults.renew(name)) return { status: 204 };
    return failure(404, `the fault ${name} is not active, or has no lease to be renewed`);
  }
  if (method !== 'DELETE') return { ...failure(405, `${method} is not allowed here`), allow: 'PUT, POST, DELETE' };
  if (!faults.deactivate(name)) return unknownFault(faults, name);
  onChange(`fault ${name} ended`);
  return { status: 204 };
}

interface Activation {
  name: string;
  query: string | undefined;
  body: string | undefined;
}

function activate(faults: FaultSet, onChange: (change: string) => void, { name, query, body }: Activation): Reply {
  if (body === undefined) return failure(413, `the parameters are longer than ${largestBody} bytes`);
  try {
    const seconds = leaseOf(query);
    const onExpired = (): void => onChange(`fault ${name} ended: it was not renewed within ${seconds ?? 0}s`);
    const lease = seconds === undefined ? undefined : { ms: seconds * 1000, onExpired };
    const activated = faults.activate(name, parse(body), lease);
    if (!activated) return unknownFault(faults, name);
    onChange(`fault ${name} began`);
    return { status: 200, body: activated.status, afterSend: activated.begin };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return failure(400, `fault ${name}: ${error.message}`);
  }
}

function leaseOf(query: string | undefined): number | undefined {
  const text = new URLSearchParams(query).get('lease');
  if (text === null) return undefined;
  const seconds = Number(text);
  if (seconds > 0 && seconds <= longestLease) return seconds;
  throw new ParameterError(`the lease must be a number of seconds up to ${longestLease}, not "${text}"`);
}

function parse(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ParameterError(`the parameters are not JSON: ${(error as Error).message}`);
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  return length > largestBody ? undefined : Buffer.concat(chunks).toString('utf8');
}

function unknownFault(faults: FaultSet, name: string): Reply {
  const names = faults.list().map((fault) => fault.name);
  return failure(404, `this service has no fault "${name}"; it has: ${names.join(', ')}`);
}

function failure(status: number, error: string): Reply {
  return { status, body: { error } };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function send(response: ServerResponse, { status, body, allow, afterSend }: Reply): void {
  response.statusCode = status;
  if (allow !== undefined) response.setHeader('allow', allow);
  if (afterSend) response.once('finish', afterSend);
  if (body !== undefined) response.setHeader('content-type', 'application/json');
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Answers with a value as JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

/** Answers with plain text, the way Go's `http.Error` does. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text);
}

/** Answers with a body of the given media type. */
export function send(response: ServerResponse, status: number, contentType: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * Answers with JSON made piece by piece, so that a large answer is neither held whole nor blocks the other requests.
 */
export async function sendPieces(response: ServerResponse, pieces: Iterable<string>): Promise<void> {
  const iterator = pieces[Symbol.iterator]();
  // An error in the first piece is still answered as one.
  const first = iterator.next();
  response.writeHead(200, { 'content-type': 'application/json' });
  try {
    await pipeline(Readable.from(rest(first, iterator)), response);
  } catch (error) {
    // The client disconnected before the end.
    if (!response.destroyed) throw error;
  }
}

function* rest(first: IteratorResult<string>, iterator: Iterator<string>): Generator<string> {
  for (let next = first; !next.done; next = iterator.next()) yield next.value;
}

import type { Connection, Listener, Network } from '../../stack/engine/host/connection.ts';
import { HttpFormatError, HttpMessageReader } from './message-reader.ts';

export interface HttpServerRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

export interface HttpServerResponse {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
}

/**
 * Serves HTTP/1.1 on a port of the memory network. If `respond` throws, the response is a 500 with the error's message.
 */
export function serveHttp(
  network: Network,
  port: number,
  respond: (request: HttpServerRequest) => HttpServerResponse,
): Promise<Listener> {
  return network.listen(port, (connection) => {
    const reader = new HttpMessageReader();
    const unsent: Uint8Array[] = [];
    const flush = (): void => {
      for (let part = unsent[0]; part !== undefined; part = unsent[0]) {
        const taken = connection.write(part);
        if (taken <= 0) return;
        if (taken < part.length) unsent[0] = part.subarray(taken);
        else unsent.shift();
      }
    };
    connection.onWritable = flush;
    connection.onReadable = () => {
      if (!readAvailable(connection, reader)) return;
      try {
        for (let message = reader.next(); message; message = reader.next()) {
          const [method = '', path = '/'] = message.start.split(' ');
          unsent.push(
            ...encodeResponse(respondSafely(respond, { method, path, headers: message.headers, body: message.body })),
          );
        }
      } catch (error) {
        if (!(error instanceof HttpFormatError)) throw error;
        unsent.push(...encodeResponse({ status: 400, body: error.message }));
      }
      flush();
    };
  });
}

/** Reads the available bytes; returns false if the peer has closed the connection. */
function readAvailable(connection: Connection, reader: HttpMessageReader): boolean {
  for (;;) {
    const bytes = connection.read(1 << 20);
    if (bytes === undefined) return true;
    if (bytes === null || typeof bytes === 'number') {
      connection.close();
      return false;
    }
    reader.push(bytes);
  }
}

function respondSafely(
  respond: (request: HttpServerRequest) => HttpServerResponse,
  request: HttpServerRequest,
): HttpServerResponse {
  try {
    return respond(request);
  } catch (error) {
    return { status: 500, body: error instanceof Error ? error.message : String(error) };
  }
}

function encodeResponse({ status, headers = {}, body = '' }: HttpServerResponse): Uint8Array[] {
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  const lines = [`HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'Error'}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  lines.push(`content-length: ${content.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return content.length === 0 ? [head] : [head, content];
}

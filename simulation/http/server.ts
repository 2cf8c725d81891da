import type { Connection, Listener, Network } from '../../stack/engine/host/connection.ts';
import { HttpFormatError, HttpMessageReader } from './message-reader.ts';

export interface ServedRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

export interface ServedAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
}

/** Answers HTTP/1.1 on a port of a network within this thread; what `answer` throws is a 500 with its message. */
export function serveHttp(
  network: Network,
  port: number,
  answer: (request: ServedRequest) => ServedAnswer,
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
      if (!takeIn(connection, reader)) return;
      try {
        for (let message = reader.next(); message; message = reader.next()) {
          const [method = '', path = '/'] = message.start.split(' ');
          unsent.push(...written(guarded(answer, { method, path, headers: message.headers, body: message.body })));
        }
      } catch (error) {
        if (!(error instanceof HttpFormatError)) throw error;
        unsent.push(...written({ status: 400, body: error.message }));
      }
      flush();
    };
  });
}

/** Reads what is there; false when the peer has ended. */
function takeIn(connection: Connection, reader: HttpMessageReader): boolean {
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

function guarded(answer: (request: ServedRequest) => ServedAnswer, request: ServedRequest): ServedAnswer {
  try {
    return answer(request);
  } catch (error) {
    return { status: 500, body: error instanceof Error ? error.message : String(error) };
  }
}

function written({ status, headers = {}, body = '' }: ServedAnswer): Uint8Array[] {
  const content = typeof body === 'string' ? Buffer.from(body) : body;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'Error'}\r\n${lines.join('')}content-length: ${content.length}\r\n\r\n`;
  return content.length === 0 ? [Buffer.from(head, 'latin1')] : [Buffer.from(head, 'latin1'), content];
}

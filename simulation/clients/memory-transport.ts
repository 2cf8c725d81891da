import type { Transport } from '../../stack/clients/http.ts';
import type { MemoryHttpClient } from '../http/client.ts';

/** Sends the requests of the HTTP clients over the memory network, to the host and port of their URL. */
export function memoryTransport(http: MemoryHttpClient): Transport {
  return async ({ url, method, body, signal }) => {
    const { hostname, port, pathname, search } = new URL(url);
    const answer = await http.request({
      method,
      host: hostname,
      port: Number(port || 80),
      path: pathname + search,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      signal,
    });
    return { status: answer.status, body: answer.body.toString('utf8') };
  };
}

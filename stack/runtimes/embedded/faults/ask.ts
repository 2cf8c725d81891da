import { once } from 'node:events';
import { connect } from 'node:net';

/** Long enough for a busy component, short enough to try again. */
const timeoutMs = 2_000;

/** Requests a page; any answer counts, also an error status: the component runs. */
export function askHttp(url: string): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    await response.body?.cancel();
  };
}

/** The message SSLRequest: its length and its code. Source: PostgreSQL's documentation, section 54.7. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Sends PostgreSQL a request that needs no password; it answers with one letter, `S` or `N`. */
export const askPostgres = (port: number): ((signal: AbortSignal) => Promise<void>) =>
  askTcp(port, sslRequest, /^[NS]/);

/** Sends Redis a command that needs no password; any reply counts, also an error: it runs. */
export const askRedis = (port: number): ((signal: AbortSignal) => Promise<void>) =>
  askTcp(port, Buffer.from('PING\r\n'), /^[+-]/);

function askTcp(port: number, request: Buffer, expected: RegExp): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      socket.write(request);
      const [answer] = (await once(socket, 'data', {
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })) as [Buffer];
      if (!expected.test(answer.toString('latin1'))) throw new Error(`it answered ${answer.toString('hex')}`);
    } finally {
      socket.on('error', () => undefined);
      socket.destroy();
    }
  };
}

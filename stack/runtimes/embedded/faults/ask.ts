import { once } from 'node:events';
import { connect } from 'node:net';

/** Long enough for what is busy, short enough to ask again. */
const patienceMs = 2_000;

/** Asks for a page and takes any answer, a refusal too: who can say no is there. */
export function askHttp(url: string): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    await response.body?.cancel();
  };
}

/** Length and code of the message with which a client asks PostgreSQL whether it speaks TLS. Source: its documentation, section 54.7. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Asks PostgreSQL what needs no password: it answers one letter, yes or no. */
export function askPostgres(port: number): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      socket.write(sslRequest);
      const [answer] = (await once(socket, 'data', {
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      })) as [Buffer];
      if (!/^[NS]/.test(answer.toString('latin1'))) throw new Error(`it answered ${answer.toString('hex')}`);
    } finally {
      socket.on('error', () => undefined);
      socket.destroy();
    }
  };
}

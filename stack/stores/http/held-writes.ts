import type { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * Keeps what is written to a socket from going out until it is let go. It stands in for the socket's own implementation of a stream's
 * writing side, because `cork` does not hold: HTTP uncorks with the end of each answer.
 */
export function holdWrites(socket: Socket): { letGo: () => void } {
  const waiting: (() => void)[] = [];
  const later = (write: () => void): void => void waiting.push(write);
  const own = Object.getPrototypeOf(socket) as Socket;
  Object.assign(socket, {
    _write: (chunk: unknown, encoding: BufferEncoding, done: Done) =>
      later(() => own._write.call(socket, chunk, encoding, done)),
    _writev: (chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done) =>
      later(() => own._writev?.call(socket, chunks, done)),
    _final: (done: Done) => later(() => own._final.call(socket, done)),
  });
  return {
    letGo() {
      for (const name of ['_write', '_writev', '_final'] as const) Reflect.deleteProperty(socket, name);
      // A stream writes one thing at a time: what waits is the last thing that it was told to do.
      for (const write of waiting) if (!socket.destroyed) write();
    },
  };
}

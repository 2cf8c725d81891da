import type { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * Buffers what is written to a socket until `flush`. It replaces the socket's own implementation of the stream's
 * writing side, because `cork` is not enough: HTTP uncorks with the end of each answer.
 */
export function bufferWrites(socket: Socket): { flush: () => void } {
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
    flush() {
      for (const name of ['_write', '_writev', '_final'] as const) Reflect.deleteProperty(socket, name);
      // A stream writes one chunk at a time, so at most one write waits.
      for (const write of waiting) if (!socket.destroyed) write();
    },
  };
}

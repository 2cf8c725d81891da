import { Readable } from 'node:stream';

/**
 * The result of `work`, or a rejection with the signal's reason as soon as it is aborted: a request to a hanging daemon
 * has no timeout.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // A rejection after the abort must not be unhandled.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Ends a stream that the daemon would continue; its answers are Node's streams, whatever the library's types declare.
 */
export function endStream(stream: NodeJS.ReadableStream | undefined): void {
  if (stream instanceof Readable) stream.destroy();
}

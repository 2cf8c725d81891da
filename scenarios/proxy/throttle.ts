import { setTimeout as delay } from 'node:timers/promises';

/** Slices per second: small enough that a slow body arrives evenly. */
const slicesPerSecond = 10;

/** Passes the chunks of a body on at a limited bandwidth. */
export function throttle(bytesPerSecond: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytesPerSecond / slicesPerSecond));
  return async function* (source) {
    for await (const chunk of source) {
      if (bytesPerSecond === Infinity) yield chunk;
      else {
        for (let from = 0; from < chunk.length; from += size) {
          const slice = chunk.subarray(from, from + size);
          await delay((1000 * slice.length) / bytesPerSecond);
          yield slice;
        }
      }
    }
  };
}

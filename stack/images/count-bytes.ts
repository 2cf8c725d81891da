import { Transform } from 'node:stream';

/** A stream that passes its data on and reports the size of each chunk. */
export function countBytes(onBytes: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
}

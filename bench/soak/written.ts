import { openSync, readSync, closeSync } from 'node:fs';

export interface Written {
  bytes: number;
  frames: number;
}

/** Each frame begins with it: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const beginFrame = Buffer.from('\u001b[?2026h');

/** Counts what was written to a terminal since it was asked last, from the file into which it is recorded. */
export function writtenSince(file: string): () => Written {
  let read = 0;
  let rest = Buffer.alloc(0);
  return () => {
    const descriptor = openSync(file, 'r');
    try {
      const chunk = Buffer.alloc(1 << 20);
      const written = { bytes: 0, frames: 0 };
      for (;;) {
        const count = readSync(descriptor, chunk, 0, chunk.length, read);
        if (count === 0) return written;
        read += count;
        written.bytes += count;
        // The mark may be cut in two by the end of a chunk.
        const text = Buffer.concat([rest, chunk.subarray(0, count)]);
        let at = text.indexOf(beginFrame);
        let end = 0;
        for (; at !== -1; at = text.indexOf(beginFrame, end)) {
          written.frames += 1;
          end = at + beginFrame.length;
        }
        rest = Buffer.from(text.subarray(Math.max(end, text.length - beginFrame.length + 1)));
      }
    } finally {
      closeSync(descriptor);
    }
  };
}

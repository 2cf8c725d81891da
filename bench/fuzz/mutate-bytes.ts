import type { Random } from '../../lib/random.ts';
import { pick } from './grammar.ts';

/** Lengths and numbers at the limits of a varint, and bytes that are no UTF-8. */
const oddBytes = [
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x00],
  [0x80, 0x80, 0x80, 0x80, 0x00],
  [0xc3, 0x28, 0xff],
  // A group's start and end, and the wire types that do not exist.
  [0x0b, 0x0c, 0x0e, 0x0f],
].map((bytes) => Buffer.from(bytes));

/** Breaks bytes in some places: bits flipped, parts removed, repeated or replaced. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let left = 1 + random.int(4); left > 0 && result.length > 0; left -= 1) {
    const [a, b] = [random.int(result.length), random.int(result.length)].sort((x, y) => x - y) as [number, number];
    const [before, part, after] = [result.subarray(0, a), result.subarray(a, b), result.subarray(b)];
    result = pick(random, [
      () => {
        const flipped = Buffer.from(result);
        flipped[a] = (flipped[a] ?? 0) ^ (1 << random.int(8));
        return flipped;
      },
      () => Buffer.concat([before, pick(random, oddBytes), result.subarray(a)]),
      () => Buffer.concat([before, pick(random, oddBytes), result.subarray(a + 1)]),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, part, part, after]),
      () => Buffer.from(before),
    ])();
  }
  return result.subarray(0, 2 ** 20);
}

import { describe, expect, test } from 'vitest';
import { dropFunctionTable } from '../../../stack/engine/build/memory-image/function-table.ts';
import { joinNear, readSegments, withSegments } from '../../../stack/engine/build/memory-image/segments.ts';

const header = 1024;
const moduleData = 4096;
const table = 100_000;
const buckets = 64;
const tableEnd = table + buckets * 20;

/** A memory as Go's linker makes it: text around a pcHeader, the module's data that points to it, and the table. */
function memory(change?: (memory: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(tableEnd + 300, 'x');
  bytes.writeBigUInt64LE(0x8010000fffffff1n, header);
  const words: [number, number][] = [
    [0, header],
    [8, header + 72],
    [152, table],
    [160, 2 ** 28],
    // The last function does not fill its bucket.
    [168, 2 ** 28 + buckets * 4096 + 25],
  ];
  for (const [at, value] of words) bytes.writeBigUInt64LE(BigInt(value), moduleData + at);
  bytes.fill(0, table, tableEnd);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    bytes.writeUInt32LE(Math.floor(bucket / 16), table + bucket * 20);
  }
  change?.(bytes);
  return bytes;
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const signed = (value: number): number[] => (value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)]);

/** A module with a custom section before and after its memory, which begins at 64 and is cut at some positions. */
function wasm(bytes: Buffer, cuts: readonly number[]): Buffer {
  const ends = [...cuts, bytes.length];
  const data = ends.flatMap((end, index) => {
    const start = ends[index - 1] ?? 0;
    return [0, 0x41, ...signed(64 + start), 0x0b, ...varint(end - start), ...bytes.subarray(start, end)];
  });
  const content = [...varint(ends.length), ...data];
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 3, 1, 97, 98, 11, ...varint(content.length), ...content]);
}

/** Addresses in memory, which is 64 bytes behind the file's. */
const placed = (bytes: Buffer): Buffer => {
  for (const at of [0, 8, 152]) {
    bytes.writeBigUInt64LE(bytes.readBigUInt64LE(moduleData + at) + 64n, moduleData + at);
  }
  return bytes;
};

function memoryOf(file: Buffer): Buffer {
  let position = 14;
  const read = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = file[position++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  expect(file.length - read()).toBe(position);
  const bytes = Buffer.alloc(tableEnd + 300);
  for (let left = read(); left > 0; left -= 1) {
    position += 2;
    const at = read() - 64;
    position += 1;
    const length = read();
    file.copy(bytes, at, position, position + length);
    position += length;
  }
  expect(position).toBe(file.length);
  return bytes;
}

function shrunk(file: Buffer): Buffer | undefined {
  const segments = readSegments(file);
  return segments && withSegments(file, segments, joinNear(dropFunctionTable(segments.list)));
}

describe.each([
  ['in one part', []],
  ['cut at the table', [table, tableEnd]],
  ['cut within the table', [table + 7, table + 100, tableEnd - 1]],
])('a memory %s', (_, cuts) => {
  test('is the same without the table, in a smaller file', () => {
    const before = wasm(placed(memory()), cuts);
    const after = shrunk(before) ?? expect.unreachable('no memory found');
    expect(after.subarray(0, 13).equals(before.subarray(0, 13))).toBe(true);
    const expected = placed(memory());
    expected.fill(0, table, tableEnd);
    expect(memoryOf(after).equals(expected)).toBe(true);
    expect(before.length - after.length).toBeGreaterThan(tableEnd - table - 20);
    expect(shrunk(after)?.equals(after)).toBe(true);
  });
});

test.each<[string, (bytes: Buffer) => void]>([
  ['has offsets within a bucket', (bytes) => bytes.writeUInt8(1, table + 24)],
  ['skips a function', (bytes) => bytes.writeUInt32LE(9, table + 40)],
  ['lies beyond the memory', (bytes) => bytes.writeBigUInt64LE(BigInt(tableEnd), moduleData + 152)],
])('a table that %s is left', (_, change) => {
  const file = wasm(placed(memory(change)), []);
  expect(shrunk(file)?.equals(file)).toBe(true);
});

test('segments are joined where at most 32 zeros are between them', () => {
  const segment = (at: number, text: string): { at: number; bytes: Buffer } => ({ at, bytes: Buffer.from(text) });
  const joined = joinNear([segment(90, 'd'), segment(10, 'a'), segment(11, 'b'), segment(44, 'c'), segment(78, 'x')]);
  expect(joined.map(({ at, bytes }) => [at, bytes.toString()])).toEqual([
    [10, `ab${'\0'.repeat(32)}c`],
    [78, `x${'\0'.repeat(11)}d`],
  ]);
});

test('a file that is no WebAssembly has no memory', () => {
  expect(readSegments(Buffer.from('wasm\n'))).toBeUndefined();
  expect(readSegments(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))).toBeUndefined();
});

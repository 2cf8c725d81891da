import { readSigned, readUnsigned, signed, unsigned } from './leb128.ts';

/** A part of a program's memory as its file has it. */
export interface Segment {
  at: number;
  bytes: Buffer;
}

/** The segments of a file, and the positions of the section that holds them. */
export interface Segments {
  list: Segment[];
  start: number;
  end: number;
}

const dataSection = 11;
/** Up to this many zeros cost less than a segment of their own: V8 keeps 24 bytes for each, the file its address and length. */
const mostZeros = 32;

/** Reads the memory of a file as Go's linker writes it; undefined if it is no WebAssembly or has none. */
export function readSegments(wasm: Buffer): Segments | undefined {
  if (wasm.toString('latin1', 0, 4) !== '\0asm') return undefined;
  for (let start = 8; start < wasm.length;) {
    const [size, content] = readUnsigned(wasm, start + 1);
    const end = content + size;
    if (wasm[start] === dataSection) return { list: readContent(wasm, content), start, end };
    start = end;
  }
  return undefined;
}

function readContent(wasm: Buffer, start: number): Segment[] {
  const [count, first] = readUnsigned(wasm, start);
  const list: Segment[] = [];
  let position = first;
  for (let index = 0; index < count; index += 1) {
    // Go writes active segments of memory 0 at a constant: 0, i32.const, its value, end.
    const [at, afterConst] = readSigned(wasm, position + 2);
    const [length, data] = readUnsigned(wasm, afterConst + 1);
    list.push({ at, bytes: wasm.subarray(data, data + length) });
    position = data + length;
  }
  return list;
}

/** The file with other segments in place of those that were read from it. */
export function withSegments(wasm: Buffer, { start, end }: Segments, list: readonly Segment[]): Buffer {
  const content = list.flatMap(({ at, bytes }) => [
    ...[Buffer.from([0, 0x41]), signed(at), Buffer.from([0x0b])],
    ...[unsigned(bytes.length), bytes],
  ]);
  const count = unsigned(list.length);
  const length = content.reduce((sum, part) => sum + part.length, count.length);
  const head = [wasm.subarray(0, start), Buffer.from([dataSection]), unsigned(length), count];
  return Buffer.concat([...head, ...content, wasm.subarray(end)]);
}

/** Joins segments with few zeros between them: Go's linker makes 100,000 of them, the most that V8 takes. */
export function joinNear(list: readonly Segment[]): Segment[] {
  const groups: Segment[][] = [];
  for (const segment of [...list].sort((a, b) => a.at - b.at)) {
    const last = groups.at(-1)?.at(-1);
    if (last && segment.at - endOf(last) <= mostZeros) groups.at(-1)?.push(segment);
    else groups.push([segment]);
  }
  return groups.map((group) => ({ at: group[0]?.at ?? 0, bytes: join(group) }));
}

function join(group: readonly Segment[]): Buffer {
  return Buffer.concat(
    group.flatMap((segment, index) => {
      const before = group[index - 1];
      return before ? [Buffer.alloc(segment.at - endOf(before)), segment.bytes] : [segment.bytes];
    }),
  );
}

export const endOf = ({ at, bytes }: Segment): number => at + bytes.length;

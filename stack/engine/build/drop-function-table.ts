/** One part of the program's memory as the file has it. */
interface Segment {
  at: number;
  bytes: Buffer;
}

const pcHeaderMagic = 0xff_ff_ff_f1;
/** Offsets in runtime.moduledata of Go 1.26, which begins with a pointer to the pcHeader. */
const moduleData = { functionNames: 8, findFuncTab: 152, minPc: 160, maxPc: 168, size: 176 };
/** Of runtime.pcHeader. */
const pcHeaderSize = 72;
/** runtime.findfuncbucket: the index of a function, and 16 offsets to it, for 4096 PCs. */
const bucket = { bytes: 20, pcs: 4096 };
const dataSection = 11;

/**
 * Takes runtime.findfunctab out of a program for js/wasm: the linker makes it for PCs of 65,536 to a function, so that it is 21 of
 * the engine's 114 MB, which V8 keeps, and each thread has the table in its memory once more. The overlay's runtime finds functions
 * without it. Returns undefined if there is no such table, as the linker may change.
 */
export function dropFunctionTable(wasm: Buffer): Buffer | undefined {
  const section = findSection(wasm);
  if (!section) return undefined;
  const segments = readSegments(wasm, section.start);
  const table = findTable(segments);
  if (!table) return undefined;
  const kept = segments.flatMap((segment) => outside(segment, table));
  const content = [
    varint(kept.length),
    ...kept.flatMap(({ at, bytes }) => [
      Buffer.from([0, 0x41]),
      signedVarint(at),
      Buffer.from([0x0b]),
      varint(bytes.length),
      bytes,
    ]),
  ];
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([
    wasm.subarray(0, section.head),
    Buffer.from([dataSection]),
    varint(length),
    ...content,
    wasm.subarray(section.end),
  ]);
}

function findSection(wasm: Buffer): { head: number; start: number; end: number } | undefined {
  if (wasm.toString('latin1', 0, 4) !== '\0asm') return undefined;
  for (let head = 8; head < wasm.length;) {
    const [size, start] = readVarint(wasm, head + 1);
    if (wasm[head] === dataSection) return { head, start, end: start + size };
    head = start + size;
  }
  return undefined;
}

function readSegments(wasm: Buffer, start: number): Segment[] {
  const [count, first] = readVarint(wasm, start);
  const segments: Segment[] = [];
  let position = first;
  for (let index = 0; index < count; index += 1) {
    // Go writes active segments of memory 0 at a constant: 0, i32.const, its value, end.
    const [at, afterConst] = readSignedVarint(wasm, position + 2);
    const [length, data] = readVarint(wasm, afterConst + 1);
    segments.push({ at, bytes: wasm.subarray(data, data + length) });
    position = data + length;
  }
  return segments;
}

/** Where the table is, by the module's data that points to it; undefined if it does not hold what the linker writes. */
function findTable(segments: readonly Segment[]): { from: number; to: number } | undefined {
  const end = Math.max(0, ...segments.map(({ at, bytes }) => at + bytes.length));
  const memory = Buffer.alloc(end + 8);
  for (const { at, bytes } of segments) bytes.copy(memory, at);
  const word = (at: number): number => Number(memory.readBigUInt64LE(at));
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(pcHeaderMagic);
  for (let header = memory.indexOf(magic); header >= 0; header = memory.indexOf(magic, header + 1)) {
    const pointer = Buffer.alloc(8);
    pointer.writeBigUInt64LE(BigInt(header));
    for (let at = memory.indexOf(pointer); at >= 0; at = memory.indexOf(pointer, at + 1)) {
      if (at + moduleData.size > end || word(at + moduleData.functionNames) !== header + pcHeaderSize) continue;
      const from = word(at + moduleData.findFuncTab);
      // The last one may be part of a bucket, and what is behind the table is not for us to drop.
      const buckets = Math.floor((word(at + moduleData.maxPc) - word(at + moduleData.minPc)) / bucket.pcs);
      const to = from + buckets * bucket.bytes;
      if (buckets > 0 && to <= end && isTable(memory.subarray(from, to))) return { from, to };
    }
  }
  return undefined;
}

/** Whether the indexes of functions grow by at most one from bucket to bucket, and nothing else is there. */
function isTable(bytes: Buffer): boolean {
  let last = 0;
  for (let at = 0; at < bytes.length; at += bucket.bytes) {
    const index = bytes.readUInt32LE(at);
    if (index !== last && index !== last + 1) return false;
    last = index;
    for (let offset = at + 4; offset < at + bucket.bytes; offset += 1) if (bytes[offset] !== 0) return false;
  }
  return last > 0;
}

function outside({ at, bytes }: Segment, { from, to }: { from: number; to: number }): Segment[] {
  const before = bytes.subarray(0, Math.max(0, from - at));
  const after = bytes.subarray(Math.max(0, to - at));
  return [
    { at, bytes: before },
    { at: Math.max(at, to), bytes: after },
  ].filter(({ bytes: part }) => part.length > 0);
}

/** The value and the position after it, of LEB128. */
function readVarint(bytes: Buffer, start: number): [number, number] {
  let value = 0;
  for (let position = start, factor = 1; ; position += 1, factor *= 128) {
    const byte = bytes[position] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, position + 1];
  }
}

function readSignedVarint(bytes: Buffer, start: number): [number, number] {
  const [value, end] = readVarint(bytes, start);
  const limit = 128 ** (end - start);
  return [value >= limit / 2 ? value - limit : value, end];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

/** Of a number that is not negative: its highest bit must be 0. */
function signedVarint(value: number): Buffer {
  const bytes = [...varint(value)];
  const last = bytes.at(-1) ?? 0;
  return Buffer.from(last < 0x40 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0]);
}

import { endOf, type Segment } from './segments.ts';

const pcHeaderMagic = 0xff_ff_ff_f1;
/** Offsets in runtime.moduledata of Go 1.26, which begins with a pointer to the pcHeader. */
const moduleData = { functionNames: 8, findFuncTab: 152, minPc: 160, maxPc: 168, size: 176 };
/** Of runtime.pcHeader. */
const pcHeaderSize = 72;
/** runtime.findfuncbucket: the index of a function, and 16 offsets to it, for 4096 PCs. */
const bucket = { bytes: 20, pcs: 4096 };

/**
 * Removes runtime.findfunctab from the memory of a js/wasm program. The linker counts 65,536 PCs for each function, which makes the table 21
 * of the engine's 114 MB; V8 keeps the file, and each role has the table in its memory as well. The overlay's runtime finds functions without
 * it. Returns the same segments where no table is found: a newer linker may write another.
 */
export function dropFunctionTable(segments: readonly Segment[]): readonly Segment[] {
  const table = findTable(segments);
  return table ? segments.flatMap((segment) => outside(segment, table)) : segments;
}

/** Where the table is, by the module's data that points to it; undefined if it does not hold what the linker writes. */
function findTable(segments: readonly Segment[]): { from: number; to: number } | undefined {
  const end = segments.reduce((last, segment) => Math.max(last, endOf(segment)), 0);
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
      // The last bucket may be a part of one, and other data follow: it stays.
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

import protobuf from 'protobufjs/minimal.js';
import type { Field, FieldKind, MessageType } from './schema.ts';

export type WireReader = protobuf.Reader;

/** A body that is not what its content type says. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}

/** Messages may nest this deep; more is an attack or an accident, never telemetry. */
const maxDepth = 64;

export const wireTypes: Record<FieldKind, number> = {
  enum: 0,
  bool: 0,
  uint32: 0,
  int64: 0,
  double: 1,
  fixed64: 1,
  id: 2,
  string: 2,
  bytes: 2,
  message: 2,
  fixed32: 5,
};

/** A reader over bytes `from` to `to` of a body. */
export function readerOf(body: Buffer, from = 0, to = body.length): WireReader {
  const reader = protobuf.Reader.create(body);
  reader.pos = from;
  reader.len = to;
  return reader;
}

/**
 * The field under the reader's tag, or undefined after skipping one that this schema does not know.
 *
 * @throws OtlpDecodeError when a known field has another wire type than its own
 */
export function nextField(type: MessageType, reader: WireReader): Field | undefined {
  const tag = reader.uint32();
  const field = type.byNumber[tag >>> 3];
  const wireType = tag & 7;
  if (field === undefined) {
    if (tag >>> 3 === 0) throw new OtlpDecodeError(`${type.name} has a field with the number 0`);
    reader.skipType(wireType);
    return undefined;
  }
  if (wireType !== wireTypes[field.kind]) {
    throw new OtlpDecodeError(`${type.name}.${field.name} has wire type ${wireType}, not ${wireTypes[field.kind]}`);
  }
  return field;
}

/** The end of the length-delimited value that starts here; the reader stands behind its length afterwards. */
export function endOfValue(reader: WireReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new OtlpDecodeError(`A value of ${length} bytes reaches past the end of its message`);
  return end;
}

/**
 * Walks a whole message and decodes nothing: enough to know that it can be decoded later, at a fraction of the cost.
 *
 * @throws OtlpDecodeError or RangeError when it cannot
 */
export function checkMessage(type: MessageType, reader: WireReader, depth = 0): void {
  if (depth > maxDepth) throw new OtlpDecodeError(`Values are nested deeper than ${maxDepth} levels`);
  const limit = reader.len;
  while (reader.pos < limit) {
    const field = nextField(type, reader);
    if (field === undefined) continue;
    if (field.message !== undefined) {
      reader.len = endOfValue(reader);
      checkMessage(field.message, reader, depth + 1);
      reader.len = limit;
    } else {
      reader.skipType(wireTypes[field.kind]);
    }
  }
}

import protobuf from 'protobufjs/minimal.js';
import { wireType, type WireType } from '../field-numbers.ts';
import type { Field, FieldKind, MessageType } from './schema.ts';

export type WireReader = protobuf.Reader;

/** A body that does not have the format of its content type. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}

/** A value that is nested deeper than any real telemetry; the rest of its request may be valid. */
export class TooDeepError extends OtlpDecodeError {}

/** Real telemetry is never nested deeper. */
const maxDepth = 64;
export const tooDeep = `Values are nested deeper than ${maxDepth} levels`;

export const wireTypes: Record<FieldKind, WireType> = {
  enum: wireType.varint,
  bool: wireType.varint,
  uint32: wireType.varint,
  int64: wireType.varint,
  double: wireType.fixed64,
  fixed64: wireType.fixed64,
  id: wireType.bytes,
  string: wireType.bytes,
  bytes: wireType.bytes,
  message: wireType.bytes,
  fixed32: wireType.fixed32,
};

/** A reader over bytes `from` to `to` of a body. */
export function readerOf(body: Buffer, from = 0, to = body.length): WireReader {
  const reader = protobuf.Reader.create(body);
  reader.pos = from;
  reader.len = to;
  return reader;
}

/**
 * Reads the tag of the next field. Returns undefined after skipping a field that the schema does not know.
 *
 * @throws OtlpDecodeError if a known field has a wrong wire type
 */
export function nextField(type: MessageType, reader: WireReader): Field | undefined {
  const tag = reader.uint32();
  const field = type.byNumber[tag >>> 3];
  const found = tag & 7;
  if (field === undefined) {
    if (tag >>> 3 === 0) throw new OtlpDecodeError(`${type.name} has a field with the number 0`);
    reader.skipType(found);
    return undefined;
  }
  if (found !== wireTypes[field.kind]) {
    throw new OtlpDecodeError(`${type.name}.${field.name} has wire type ${found}, not ${wireTypes[field.kind]}`);
  }
  return field;
}

/** Reads the length of a value, and returns the position of the value's end. */
export function endOfValue(reader: WireReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new OtlpDecodeError(`A value of ${length} bytes reaches past the end of its message`);
  return end;
}

/**
 * Checks that a message can be decoded, without decoding it, which costs a fraction of that.
 *
 * @throws OtlpDecodeError, a TooDeepError if only for its nesting, or RangeError if it cannot be decoded
 */
export function checkMessage(type: MessageType, reader: WireReader, depth = 0): void {
  if (depth > maxDepth) throw new TooDeepError(tooDeep);
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

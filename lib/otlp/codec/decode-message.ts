import type { FieldKind, MessageType } from './schema.ts';
import { endOfValue, nextField, readerOf, type WireReader } from './check-message.ts';

type Json = Record<string, unknown>;

/**
 * Decodes a message to OTLP JSON, after `checkMessage` has accepted its body. The result is as Jaeger and the Collector
 * write it: ids in hex, 64-bit numbers as strings, enumerations as numbers, fields with their zero value left out.
 *
 * @param T the shape that the type has in OTLP JSON
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the schema has no static types
export function decodeMessage<T>(type: MessageType, body: Buffer, from = 0, to = body.length): T {
  return decode(type, readerOf(body, from, to), body) as T;
}

function decode(type: MessageType, reader: WireReader, body: Buffer): Json {
  const json: Json = {};
  const limit = reader.len;
  while (reader.pos < limit) {
    const field = nextField(type, reader);
    if (field === undefined) continue;
    let value: unknown;
    if (field.message !== undefined) {
      reader.len = endOfValue(reader);
      value = decode(field.message, reader, body);
      reader.len = limit;
    } else {
      value = scalar(field.kind, reader, body);
      if (!type.oneof && isZero(value)) continue;
    }
    if (field.repeated) {
      const list = json[field.name] as unknown[] | undefined;
      if (list === undefined) json[field.name] = [value];
      else list.push(value);
    } else {
      // Only the last field of a oneof counts.
      if (type.oneof) for (const name in json) if (name !== field.name) Reflect.deleteProperty(json, name);
      json[field.name] = value;
    }
  }
  return json;
}

function scalar(kind: FieldKind, reader: WireReader, body: Buffer): unknown {
  switch (kind) {
    case 'string':
      return reader.string();
    case 'id': {
      const end = endOfValue(reader);
      const hex = body.toString('hex', reader.pos, end);
      reader.pos = end;
      return hex;
    }
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'bool':
      return reader.bool();
    case 'uint32':
      return reader.uint32();
    case 'enum':
      return reader.int32();
    case 'int64': {
      const value = reader.int64();
      if (typeof value === 'number') return String(value);
      return ((BigInt(value.high) << 32n) | BigInt(value.low >>> 0)).toString();
    }
    case 'fixed32':
      return reader.fixed32();
    case 'fixed64': {
      const at = reader.pos;
      reader.skip(8);
      return body.readBigUInt64LE(at).toString();
    }
    case 'double': {
      const value = reader.double();
      return Number.isFinite(value) ? value : String(value);
    }
    case 'message':
      throw new TypeError('a message is not a scalar');
  }
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === '0' || value === false;
}

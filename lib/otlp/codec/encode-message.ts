import protobuf from 'protobufjs/minimal.js';
import type { Field, MessageType } from './schema.ts';
import { OtlpDecodeError, wireTypes } from './check-message.ts';

/**
 * Encodes OTLP JSON as protobuf, so that both content types are stored in the same form. Follows the JSON mapping of
 * OTLP 1.x: ids in hex, 64-bit numbers as strings or numbers, enumerations as numbers, unknown keys ignored.
 *
 * @throws OtlpDecodeError with the place of a value that has a wrong type
 */
export function encodeMessage(type: MessageType, json: unknown): Buffer {
  const writer = protobuf.Writer.create();
  write(type, json, writer, type.name);
  return Buffer.from(writer.finish());
}

function write(type: MessageType, json: unknown, writer: protobuf.Writer, place: string): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw misfit(place, 'an object', json);
  for (const [key, value] of Object.entries(json)) {
    const field =
      type.byName.get(key) ?? type.byName.get(key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
    if (field === undefined || value === null) continue;
    const at = `${place}.${key}`;
    if (!field.repeated) writeField(field, value, writer, at);
    else if (Array.isArray(value)) value.forEach((item, i) => writeField(field, item, writer, `${at}[${i}]`));
    else throw misfit(at, 'an array', value);
  }
}

function writeField(field: Field, value: unknown, writer: protobuf.Writer, place: string): void {
  writer.uint32((field.number << 3) | wireTypes[field.kind]);
  switch (field.kind) {
    case 'message':
      writer.fork();
      if (field.message) write(field.message, value, writer, place);
      writer.ldelim();
      return;
    case 'string':
      if (typeof value !== 'string') throw misfit(place, 'a string', value);
      writer.string(value);
      return;
    case 'id':
      if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/i.test(value)) throw misfit(place, 'hex digits', value);
      writer.bytes(Buffer.from(value, 'hex'));
      return;
    case 'bytes':
      if (typeof value !== 'string') throw misfit(place, 'base64', value);
      writer.bytes(Buffer.from(value, 'base64'));
      return;
    case 'bool':
      if (typeof value !== 'boolean') throw misfit(place, 'true or false', value);
      writer.bool(value);
      return;
    case 'double':
      writer.double(double(value, place));
      return;
    case 'uint32':
    case 'enum':
      writer.uint32(Number(whole(value, place)));
      return;
    case 'fixed32':
      writer.fixed32(Number(whole(value, place)));
      return;
    case 'int64':
      writer.int64(long(whole(value, place)));
      return;
    case 'fixed64':
      writer.fixed64(long(whole(value, place)));
      return;
  }
}

function whole(value: unknown, place: string): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw misfit(place, 'a whole number', value);
}

function double(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^(NaN|-?Infinity|-?\d+(\.\d+)?(e[+-]?\d+)?)$/i.test(value)) return Number(value);
  throw misfit(place, 'a number', value);
}

function long(value: bigint): protobuf.Long {
  const bits = BigInt.asUintN(64, value);
  return protobuf.util.LongBits.from({
    low: Number(bits & 0xffffffffn) | 0,
    high: Number(bits >> 32n) | 0,
    unsigned: true,
  }).toLong(true);
}

function misfit(place: string, wanted: string, got: unknown): OtlpDecodeError {
  const shown = JSON.stringify(got) as string | undefined;
  return new OtlpDecodeError(`${place} is not ${wanted}: ${(shown ?? String(got)).slice(0, 60)}`);
}

import { ByteWriter } from './byte-writer.ts';

export type AttributeValue = string | number | boolean | Attributes;
export interface Attributes {
  readonly [name: string]: AttributeValue;
}

/** Encoded attributes by their object: most spans share all but a few of them, and an object that was encoded once is not again. */
const encoded = new WeakMap<Attributes, Map<number, Buffer>>();

/** Attributes as a repeated field of `KeyValue`s; an object must not change once it was given here. */
export function encodeAttributes(attributes: Attributes, field: number): Buffer {
  let fields = encoded.get(attributes);
  if (!fields) encoded.set(attributes, (fields = new Map<number, Buffer>()));
  let bytes = fields.get(field);
  if (!bytes) fields.set(field, (bytes = encode(attributes, field)));
  return bytes;
}

function encode(attributes: Attributes, field: number): Buffer {
  const writer = new ByteWriter();
  for (const [name, value] of Object.entries(attributes)) {
    const pair = new ByteWriter().text(1, name).bytes(2, anyValue(value)).take();
    writer.bytes(field, pair);
  }
  return writer.take();
}

/** An `AnyValue`; whole numbers are integers, as the SDKs for JavaScript have it. */
export function anyValue(value: AttributeValue): Buffer {
  const writer = new ByteWriter();
  if (typeof value === 'string') writer.text(1, value);
  else if (typeof value === 'boolean') writer.key(2, 0).varint(value ? 1 : 0);
  else if (typeof value === 'object') writer.bytes(6, encode(value, 1));
  else if (Number.isSafeInteger(value) && value >= 0) writer.key(3, 0).varint(value);
  else writer.double(4, value);
  return writer.take();
}

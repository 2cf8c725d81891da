import { ByteWriter } from './byte-writer.ts';

export type AttributeValue = string | number | boolean | Attributes;
export interface Attributes {
  readonly [name: string]: AttributeValue;
}

/** Encoded attributes by their object, for those that are shared by many records. */
const encoded = new WeakMap<Attributes, Map<number, Buffer>>();
/** One for each level at which maps lie within one another. */
const scratch: { pair: ByteWriter; value: ByteWriter }[] = [];

/** Says that an object will be given again and again and never changes: it is encoded once. Answers the object. */
export function shared<T extends Attributes>(attributes: T): T {
  if (!encoded.has(attributes)) encoded.set(attributes, new Map());
  return attributes;
}

export function isShared(attributes: Attributes): boolean {
  return encoded.has(attributes);
}

/** Appends attributes as a repeated field of `KeyValue`s. */
export function writeAttributes(writer: ByteWriter, field: number, attributes: Attributes): void {
  const fields = encoded.get(attributes);
  if (!fields) {
    writePairs(writer, field, attributes, 0);
    return;
  }
  let bytes = fields.get(field);
  if (!bytes) {
    const own = new ByteWriter();
    writePairs(own, field, attributes, 0);
    fields.set(field, (bytes = own.take()));
  }
  writer.raw(bytes);
}

/** An `AnyValue` as a field; whole numbers are integers, as the SDKs for JavaScript have it. */
export function writeValue(writer: ByteWriter, field: number, value: AttributeValue, depth = 0): void {
  const inner = level(depth).value;
  if (typeof value === 'string') inner.text(1, value);
  else if (typeof value === 'boolean') inner.key(2, 0).varint(value ? 1 : 0);
  else if (typeof value === 'object') {
    const list = new ByteWriter();
    writePairs(list, 1, value, depth + 1);
    inner.message(6, list);
  } else if (Number.isSafeInteger(value) && value >= 0) inner.key(3, 0).varint(value);
  else inner.double(4, value);
  writer.message(field, inner);
}

function writePairs(writer: ByteWriter, field: number, attributes: Attributes, depth: number): void {
  const { pair } = level(depth);
  for (const name in attributes) {
    pair.text(1, name);
    writeValue(pair, 2, attributes[name] ?? '', depth);
    writer.message(field, pair);
  }
}

function level(depth: number): { pair: ByteWriter; value: ByteWriter } {
  return (scratch[depth] ??= { pair: new ByteWriter(), value: new ByteWriter() });
}

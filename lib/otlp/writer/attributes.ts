import { fields, wireType } from '../field-numbers.ts';
import { ByteWriter } from './byte-writer.ts';

export type AttributeValue = string | number | boolean | Attributes;
export interface Attributes {
  readonly [name: string]: AttributeValue;
}

/** The encoded form of shared attributes, by field number. */
const encoded = new WeakMap<Attributes, Map<number, Buffer>>();
/** Writers for nested messages, one pair for each level of maps within maps. */
const scratch: { pair: ByteWriter; value: ByteWriter }[] = [];

/**
 * Marks attributes as used by many records and never changed, so that they are encoded only once. Returns the object.
 */
export function shared<T extends Attributes>(attributes: T): T {
  if (!encoded.has(attributes)) encoded.set(attributes, new Map());
  return attributes;
}

/** Whether attributes were marked by `shared`. */
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

/** Appends a field with an `AnyValue`. Whole numbers become integers, as in the SDK for JavaScript. */
export function writeValue(writer: ByteWriter, field: number, value: AttributeValue, depth = 0): void {
  const inner = level(depth).value;
  const { anyValue } = fields;
  if (typeof value === 'string') inner.text(anyValue.stringValue, value);
  else if (typeof value === 'boolean') inner.key(anyValue.boolValue, wireType.varint).varint(value ? 1 : 0);
  else if (typeof value === 'object') {
    const list = new ByteWriter();
    writePairs(list, fields.keyValueList.values, value, depth + 1);
    inner.message(anyValue.kvlistValue, list);
  } else if (Number.isSafeInteger(value) && value >= 0) inner.key(anyValue.intValue, wireType.varint).varint(value);
  else inner.double(anyValue.doubleValue, value);
  writer.message(field, inner);
}

function writePairs(writer: ByteWriter, field: number, attributes: Attributes, depth: number): void {
  const { pair } = level(depth);
  for (const name in attributes) {
    pair.text(fields.keyValue.key, name);
    writeValue(pair, fields.keyValue.value, attributes[name] ?? '', depth);
    writer.message(field, pair);
  }
}

function level(depth: number): { pair: ByteWriter; value: ByteWriter } {
  return (scratch[depth] ??= { pair: new ByteWriter(), value: new ByteWriter() });
}

import { fields, wireType } from '../field-numbers.ts';

/**
 * Iterates over the fields of protobuf messages without decoding their values. Source: protobuf.dev, "Encoding".
 *
 * To enter a nested message, set `at` to `from` and call `next` with the former `to`.
 */
export class WireCursor {
  readonly bytes: Buffer;
  at = 0;
  /** The wire type of the current field, and the range of its value, without its length. */
  wireType = 0;
  from = 0;
  to = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /**
   * Reads the next field before `end`. Returns its number; 0, which is no field number, at the end.
   *
   * @throws RangeError if the bytes are not a message
   */
  next(end: number): number {
    if (this.at >= end) return 0;
    const tag = this.#varint(end);
    const field = tag >>> 3;
    if (field === 0) throw new RangeError(`a field with the number 0 at byte ${this.at}`);
    this.wireType = tag & 7;
    switch (this.wireType) {
      case wireType.varint:
        this.from = this.at;
        this.#varint(end);
        this.to = this.at;
        break;
      case wireType.fixed64:
        this.#take(8, end);
        break;
      case wireType.bytes:
        this.#take(this.#varint(end), end);
        break;
      case wireType.fixed32:
        this.#take(4, end);
        break;
      default:
        throw new RangeError(`wire type ${this.wireType} at byte ${this.at}`);
    }
    return field;
  }

  /** The value of the current field as text. */
  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  /** The value of the current field, a `fixed64` of nanoseconds since the epoch, in milliseconds with fractions. */
  milliseconds(): number {
    const low = this.bytes.readUInt32LE(this.from);
    const high = this.bytes.readUInt32LE(this.from + 4);
    return (high * 2 ** 32 + low) / 1e6;
  }

  #take(length: number, end: number): void {
    this.from = this.at;
    this.at = this.to = this.from + length;
    if (this.at > end) throw new RangeError(`a value of ${length} bytes reaches past the end of its message`);
  }

  /** Exact up to 32 bits, which is enough for tags and lengths. */
  #varint(end: number): number {
    let value = 0;
    for (let shift = 0; this.at < end; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a number reaches past the end of its message');
  }
}

/** Reads the `KeyValue` at the cursor to its end, and returns its key, which may come after the value. */
export function readKey(cursor: WireCursor, end: number): string {
  let key = '';
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    if (field === fields.keyValue.key) key = cursor.text();
  }
  return key;
}

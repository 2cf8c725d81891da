/**
 * Goes over the fields of protobuf messages without decoding what nobody asks for. Source: protobuf.dev, "Encoding".
 *
 * A nested message is entered by setting `at` to `from` and calling `next` with what was `to`.
 */
export class WireCursor {
  readonly bytes: Buffer;
  at = 0;
  /** Of the field that `next` has come to, with where its value is: behind its length, where it has one. */
  wireType = 0;
  from = 0;
  to = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /**
   * Goes to the next field before `end` and past it. Answers its number; 0, which none has, at the end.
   *
   * @throws RangeError where the bytes are no message
   */
  next(end: number): number {
    if (this.at >= end) return 0;
    const tag = this.#varint(end);
    const field = tag >>> 3;
    if (field === 0) throw new RangeError(`a field with the number 0 at byte ${this.at}`);
    this.wireType = tag & 7;
    switch (this.wireType) {
      case 0:
        this.from = this.at;
        this.#varint(end);
        this.to = this.at;
        break;
      case 1:
        this.#take(8, end);
        break;
      case 2:
        this.#take(this.#varint(end), end);
        break;
      case 5:
        this.#take(4, end);
        break;
      default:
        throw new RangeError(`wire type ${this.wireType} at byte ${this.at}`);
    }
    return field;
  }

  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  /** A `fixed64` of nanoseconds since the epoch, in milliseconds with fractions. */
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

  /** Exact up to 32 bits, which is all that tags and lengths need. */
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

/** The key of the `KeyValue` that begins here, wherever in it that stands; the cursor is at its end then. */
export function keyOf(cursor: WireCursor, end: number): string {
  let key = '';
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) if (field === 1) key = cursor.text();
  return key;
}

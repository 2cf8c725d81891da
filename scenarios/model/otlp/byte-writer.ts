/** Writes the wire form of protobuf messages into memory that grows. Source: protobuf.dev, "Encoding". */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 128) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** What was written since the last time: to be used before anything else is written, which takes the same memory. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** The key of a field: of wire type 0 a number, 1 eight bytes, 2 bytes with a length, 5 four bytes. */
  key(field: number, wireType: 0 | 1 | 2 | 5): this {
    return this.varint((field << 3) | wireType);
  }

  varint(value: number): this {
    this.#room(10);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  bytes(field: number, content: Uint8Array): this {
    return this.key(field, 2).varint(content.length).raw(content);
  }

  text(field: number, content: string): this {
    const length = Buffer.byteLength(content);
    this.key(field, 2).varint(length).#room(length);
    this.#length += this.#bytes.write(content, this.#length, length, 'utf8');
    return this;
  }

  /** A `fixed64` of nanoseconds since the epoch, from milliseconds with fractions. */
  time(field: number, ms: number): this {
    this.key(field, 1).#room(8);
    const whole = Math.floor(ms);
    const nanoseconds = BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
    this.#length = this.#bytes.writeBigUInt64LE(nanoseconds, this.#length);
    return this;
  }

  fixed64(field: number, value: number): this {
    return this.key(field, 1).fixed64Value(value);
  }

  double(field: number, value: number): this {
    return this.key(field, 1).doubleValue(value);
  }

  /** Without a key, as in a packed list. */
  fixed64Value(value: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeBigInt64LE(BigInt(value), this.#length);
    return this;
  }

  /** Without a key, as in a packed list. */
  doubleValue(value: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  fixed32(field: number, value: number): this {
    this.key(field, 5).#room(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
    return this;
  }

  raw(content: Uint8Array): this {
    this.#room(content.length);
    this.#bytes.set(content, this.#length);
    this.#length += content.length;
    return this;
  }

  #room(needed: number): void {
    if (this.#length + needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + needed));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

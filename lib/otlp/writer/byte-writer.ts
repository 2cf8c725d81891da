const shortText = 127;
const shortCopy = 32;

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

  /** A message within this one: what the other writer holds, which is empty afterwards. */
  message(field: number, inner: ByteWriter): this {
    const length = inner.#length;
    this.key(field, 2).varint(length).#room(length);
    inner.#bytes.copy(this.#bytes, this.#length, 0, length);
    this.#length += length;
    inner.#length = 0;
    return this;
  }

  text(field: number, content: string): this {
    if (content.length <= shortText && this.#asciiText(field, content)) return this;
    const length = Buffer.byteLength(content);
    this.key(field, 2).varint(length).#room(length);
    this.#length += this.#bytes.write(content, this.#length, length, 'utf8');
    return this;
  }

  /** A `fixed64` of nanoseconds since the epoch, from milliseconds with fractions. */
  time(field: number, ms: number): this {
    this.key(field, 1).#room(8);
    // Their number has 61 bits: milliseconds are multiplied in two parts, each of which a double holds exactly.
    const whole = Math.floor(ms);
    const upper = Math.floor(whole / 0x10000) * 1e6;
    const lower = (whole % 0x10000) * 1e6 + Math.round((ms - whole) * 1e6);
    const low = (upper % 0x10000) * 0x10000 + lower;
    this.#bytes.writeUInt32LE(low % 0x100000000, this.#length);
    const high = Math.floor(upper / 0x10000) + Math.floor(low / 0x100000000);
    this.#length = this.#bytes.writeUInt32LE(high, this.#length + 4);
    return this;
  }

  fixed64(field: number, value: number): this {
    return this.key(field, 1).fixed64Value(value);
  }

  double(field: number, value: number): this {
    return this.key(field, 1).doubleValue(value);
  }

  /** Without a key, as in a packed list; a whole number that is not negative. */
  fixed64Value(value: number): this {
    this.#room(8);
    this.#bytes.writeUInt32LE(value % 0x100000000, this.#length);
    this.#length = this.#bytes.writeUInt32LE(Math.floor(value / 0x100000000), this.#length + 4);
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
    const { length } = content;
    this.#room(length);
    // For a few bytes, as an id has, a call to native code costs more than the bytes.
    if (length > shortCopy) this.#bytes.set(content, this.#length);
    else for (let at = 0; at < length; at += 1) this.#bytes[this.#length + at] = content[at] ?? 0;
    this.#length += length;
    return this;
  }

  /** Short text is nearly always ASCII, which needs no encoder; answers false, with nothing written, where it is not. */
  #asciiText(field: number, content: string): boolean {
    const { length } = content;
    this.#room(length + 12);
    const before = this.#length;
    this.key(field, 2);
    const bytes = this.#bytes;
    bytes[this.#length++] = length;
    let at = this.#length;
    for (let index = 0; index < length; index += 1) {
      const code = content.charCodeAt(index);
      if (code > 0x7f) {
        this.#length = before;
        return false;
      }
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  #room(needed: number): void {
    if (this.#length + needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + needed));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

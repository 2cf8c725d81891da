import { type WireType, wireType } from '../field-numbers.ts';

/** The longest text whose length is a varint of one byte. */
const shortText = 127;
const shortCopy = 32;

/** Writes protobuf messages into a buffer that grows. Source: protobuf.dev, "Encoding". */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 128) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Returns the bytes written since the last call. The next write overwrites them. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** The key of a field, which its value must follow. */
  key(field: number, type: WireType): this {
    return this.varint((field << 3) | type);
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
    return this.key(field, wireType.bytes).varint(content.length).raw(content);
  }

  /** A nested message: the content of another writer, which is empty afterwards. */
  message(field: number, inner: ByteWriter): this {
    const length = inner.#length;
    this.key(field, wireType.bytes).varint(length).#room(length);
    inner.#bytes.copy(this.#bytes, this.#length, 0, length);
    this.#length += length;
    inner.#length = 0;
    return this;
  }

  text(field: number, content: string): this {
    if (content.length <= shortText && this.#asciiText(field, content)) return this;
    const length = Buffer.byteLength(content);
    this.key(field, wireType.bytes).varint(length).#room(length);
    this.#length += this.#bytes.write(content, this.#length, length, 'utf8');
    return this;
  }

  /** A `fixed64` of nanoseconds since the epoch, from milliseconds with fractions. */
  time(field: number, ms: number): this {
    this.key(field, wireType.fixed64).#room(8);
    // The product has 61 bits, so it is computed in two parts, which doubles represent exactly.
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
    return this.key(field, wireType.fixed64).fixed64Value(value);
  }

  double(field: number, value: number): this {
    return this.key(field, wireType.fixed64).doubleValue(value);
  }

  /** A non-negative integer without a key, as in a packed list. */
  fixed64Value(value: number): this {
    this.#room(8);
    this.#bytes.writeUInt32LE(value % 0x100000000, this.#length);
    this.#length = this.#bytes.writeUInt32LE(Math.floor(value / 0x100000000), this.#length + 4);
    return this;
  }

  /** A double without a key, as in a packed list. */
  doubleValue(value: number): this {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  fixed32(field: number, value: number): this {
    this.key(field, wireType.fixed32).#room(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
    return this;
  }

  /** Encoded bytes. */
  raw(content: Uint8Array): this {
    const { length } = content;
    this.#room(length);
    // For a few bytes, such as an id, a loop is faster than a call to native code.
    if (length > shortCopy) this.#bytes.set(content, this.#length);
    else for (let at = 0; at < length; at += 1) this.#bytes[this.#length + at] = content[at] ?? 0;
    this.#length += length;
    return this;
  }

  /**
   * Writes ASCII text without an encoder, which is faster. Returns false and writes nothing if the text is not ASCII.
   */
  #asciiText(field: number, content: string): boolean {
    const { length } = content;
    this.#room(length + 12);
    const before = this.#length;
    this.key(field, wireType.bytes);
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

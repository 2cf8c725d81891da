/** The value of an unsigned integer in LEB128, and the position after it. */
export function readUnsigned(bytes: Buffer, start: number): [number, number] {
  let value = 0;
  for (let position = start, factor = 1; ; position += 1, factor *= 128) {
    const byte = bytes[position] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, position + 1];
  }
}

/** The same for a signed integer. */
export function readSigned(bytes: Buffer, start: number): [number, number] {
  const [value, end] = readUnsigned(bytes, start);
  const limit = 128 ** (end - start);
  return [value >= limit / 2 ? value - limit : value, end];
}

export function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

/** A signed integer that is not negative: its highest bit must be 0. */
export function signed(value: number): Buffer {
  const bytes = [...unsigned(value)];
  const last = bytes.at(-1) ?? 0;
  return Buffer.from(last < 0x40 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0]);
}

import type { Random } from '../../lib/random.ts';
import type { Attributes, AttributeValue } from './otlp/attributes.ts';

/** What is known of one request, by name. */
export type Facts = Readonly<Record<string, string | number>>;

/** The text or number that `$name` stands for; any other text is itself. */
export function fill(text: string, facts: Facts): string | number {
  return text.startsWith('$') ? (facts[text.slice(1)] ?? text) : text;
}

const fixed = new WeakMap<Attributes, boolean>();

/** Attributes with their facts filled in; the object itself where there are none. */
export function fillAll(attributes: Attributes, facts: Facts): Attributes {
  let isFixed = fixed.get(attributes);
  if (isFixed === undefined) {
    isFixed = !Object.values(attributes).some((value) => typeof value === 'string' && value.startsWith('$'));
    fixed.set(attributes, isFixed);
  }
  if (isFixed) return attributes;
  const filled: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    filled[name] = typeof value === 'string' ? fill(value, facts) : value;
  }
  return filled;
}

/** Bytes for ids, the same for the same seed. */
export function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
  return bytes;
}

/** A UUID of version 4. */
export function uuid(random: Random): string {
  const bytes = randomBytes(random, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

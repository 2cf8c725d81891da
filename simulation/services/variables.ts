import type { Random } from '../../lib/random.ts';
import { type Attributes, type AttributeValue, shared } from '../../lib/otlp/writer/attributes.ts';

/** What is known of one request, by name. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** Where a fact comes from: a new id, one of several values by weight, or a number from a range with both ends in it. */
export type FactSource =
  | 'uuid'
  | { choose: readonly { value: string | number | boolean; weight: number }[] }
  | { min: number; max: number; whole: boolean };

/** Facts that are chosen together, by weight. */
export interface Row {
  facts: Facts;
  weight: number;
}

/** The text or number that `$name` stands for; any other text is itself. */
export function fill(text: string, facts: Facts): string | number | boolean {
  return text.startsWith('$') ? (facts[text.slice(1)] ?? text) : text;
}

/** The same within a text: `/carts/$cart/items`. A name is letters, digits, `_`, and `.` and `-` between them. */
export function fillIn(text: string, facts: Facts): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(\w+(?:[.-]\w+)*)/g, (all, name: string) => String(facts[name] ?? all));
}

const fixed = new WeakMap<Attributes, boolean>();

/** Attributes with their facts filled in; the object itself, encoded once, where there are none. */
export function fillAll(attributes: Attributes, facts: Facts): Attributes {
  let isFixed = fixed.get(attributes);
  if (isFixed === undefined) {
    isFixed = !Object.values(attributes).some((value) => typeof value === 'string' && value.startsWith('$'));
    fixed.set(attributes, isFixed);
    if (isFixed) shared(attributes);
  }
  if (isFixed) return attributes;
  const filled: Record<string, AttributeValue> = {};
  for (const name in attributes) {
    const value = attributes[name] ?? '';
    filled[name] = typeof value === 'string' ? fill(value, facts) : value;
  }
  return filled;
}

export function drawFact(source: FactSource, random: Random): string | number | boolean {
  if (source === 'uuid') return uuid(random);
  if ('choose' in source) return choose(source.choose, random)?.value ?? '';
  const { min, max, whole } = source;
  return whole ? min + random.int(max - min + 1) : min + random.next() * (max - min);
}

/** One of several by their weights; undefined of none. */
export function choose<T extends { weight: number }>(among: readonly T[], random: Random): T | undefined {
  let rest = random.next() * among.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of among) {
    rest -= one.weight;
    if (rest < 0) return one;
  }
  return among.at(-1);
}

/** Bytes for ids, the same for the same seed. */
export function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 4) {
    const value = Math.floor(random.next() * 2 ** 32);
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }
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

import type { Random } from '../../lib/random.ts';
import { type Attributes, type AttributeValue, shared } from '../../lib/otlp/writer/attributes.ts';

/** Values of one request by name, for the `$name` references in a model. */
export type Variables = Readonly<Record<string, string | number | boolean>>;

type Value = string | number | boolean;

/**
 * How a variable is generated: a new id, a weighted choice, a number from a range that includes both ends, or a value that
 * follows faults and failures.
 */
export type VariableSource =
  | 'uuid'
  | { choose: readonly { value: Value; weight: number }[] }
  | { min: number; max: number; whole: boolean }
  | ConditionalValue;

export interface ConditionalValue {
  /** Without it the attribute is left out. */
  usual?: Value | undefined;
  /** While any fault is active, or while the fault with this label is. */
  during?: Value | Readonly<Record<string, Value>> | undefined;
  /** On spans of what failed. */
  onError?: Value | undefined;
}

/** Variables that belong together, such as a product's id and price; chosen as one row, by weight. */
export interface VariableRow {
  variables: Variables;
  weight: number;
}

/** The value of the variable if `text` is a reference (`$name`), otherwise `text` itself. */
export function resolveVariable(text: string, variables: Variables): string | number | boolean {
  return text.startsWith('$') ? (variables[text.slice(1)] ?? text) : text;
}

/**
 * Replaces the references within a text, such as `/carts/$cart/items`. A name consists of letters, digits and `_`, with
 * `.` and `-` between them.
 */
export function interpolate(text: string, variables: Variables): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(\w+(?:[.-]\w+)*)/g, (all, name: string) => String(variables[name] ?? all));
}

/** Whether attributes have no references, by their object. */
const constant = new WeakMap<Attributes, boolean>();

/**
 * Attributes with their references resolved, without those whose variable (`$~1`) has no value now. Returns the same object, which is then encoded only once, if it has none.
 */
export function resolveAttributes(attributes: Attributes, variables: Variables): Attributes {
  let isConstant = constant.get(attributes);
  if (isConstant === undefined) {
    isConstant = !Object.values(attributes).some((value) => typeof value === 'string' && value.startsWith('$'));
    constant.set(attributes, isConstant);
    if (isConstant) shared(attributes);
  }
  if (isConstant) return attributes;
  const resolved: Record<string, AttributeValue> = {};
  for (const name in attributes) {
    const value = attributes[name] ?? '';
    if (typeof value === 'string' && value.startsWith('$~') && variables[value.slice(1)] === undefined) continue;
    resolved[name] = typeof value === 'string' ? resolveVariable(value, variables) : value;
  }
  return resolved;
}

const noFaults: ReadonlySet<string> = new Set();

function isConditional(source: Exclude<VariableSource, 'uuid'>): source is ConditionalValue {
  return !('choose' in source) && !('min' in source);
}

function conditionalValue({ usual, during }: ConditionalValue, activeFaults: ReadonlySet<string>): Value | undefined {
  if (activeFaults.size === 0 || during === undefined) return usual;
  if (typeof during !== 'object') return during;
  return Object.entries(during).find(([label]) => activeFaults.has(label))?.[1] ?? usual;
}

/** A new value of a variable, undefined if it has none now; `activeFaults` are the labels of the active faults. */
export function generateVariable(
  source: VariableSource,
  random: Random,
  activeFaults: ReadonlySet<string> = noFaults,
): Value | undefined {
  if (source === 'uuid') return uuid(random);
  if (isConditional(source)) return conditionalValue(source, activeFaults);
  if ('choose' in source) return choose(source.choose, random)?.value ?? '';
  const { min, max, whole } = source;
  return whole ? min + random.int(max - min + 1) : min + random.next() * (max - min);
}

const ofErrors = new WeakMap<object, Variables | undefined>();

/** The values of variables on spans of what failed; undefined if they are the usual ones. */
export function errorValues(sources: Readonly<Record<string, VariableSource>>): Variables | undefined {
  if (ofErrors.has(sources)) return ofErrors.get(sources);
  const entries = Object.entries(sources).flatMap(([name, source]) =>
    typeof source === 'object' && 'onError' in source && source.onError !== undefined ? [[name, source.onError]] : [],
  );
  const values = entries.length === 0 ? undefined : (Object.fromEntries(entries) as Variables);
  ofErrors.set(sources, values);
  return values;
}

/** A weighted random choice; undefined for an empty list. */
export function choose<T extends { weight: number }>(among: readonly T[], random: Random): T | undefined {
  let rest = random.next() * among.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of among) {
    rest -= one.weight;
    if (rest < 0) return one;
  }
  return among.at(-1);
}

/** Random bytes for ids; the same seed gives the same bytes. */
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

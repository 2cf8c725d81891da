import type { Random } from '../../lib/random.ts';
import { oddTexts, pick } from './grammar.ts';

type Container = Record<string, unknown> | unknown[];

/** Breaks a JSON value in some places: wrong types, odd values, fields that are missing or there twice. */
export function mutateJson(value: object, random: Random): unknown {
  const copy = structuredClone(value);
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const [container, key] = somewhere(copy as Container, random);
    if (container === undefined) return odd(random);
    if (Array.isArray(container)) mutateList(container, Number(key), random);
    else mutateField(container, key, random);
  }
  return copy;
}

/** Walks down from the root, stopping at random. */
function somewhere(root: Container, random: Random): [container: Container | undefined, key: string] {
  let [container, key] = [undefined as Container | undefined, ''];
  let at: unknown = root;
  while (typeof at === 'object' && at !== null && Object.keys(at).length > 0) {
    if (container !== undefined && random.next() < 0.1) break;
    container = at as Container;
    key = pick(random, Object.keys(at));
    at = (at as Record<string, unknown>)[key];
  }
  return [container, key];
}

function mutateList(list: unknown[], index: number, random: Random): void {
  pick(random, [
    () => (list[index] = odd(random)),
    () => list.splice(index, 1),
    () => list.push(list[index], list[index]),
    () => list.push(...Array.from({ length: 200 }, () => list[index])),
  ])();
}

function mutateField(record: Record<string, unknown>, key: string, random: Random): void {
  const before = record[key];
  pick(random, [
    () => (record[key] = odd(random)),
    () => (record[key] = undefined),
    () => (record[key] = [before]),
    () => (record[key] = typeof before === 'string' ? before.slice(0, -1) : String(before)),
    () => (record[key] = typeof before === 'string' ? before + before : before),
    () => (record[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = before),
    () => (record[pick(random, oddTexts)] = before),
  ])();
}

function odd(random: Random): unknown {
  return pick(random, [
    ...[null, true, -1, 0, 1.5, 1e21, {}, [], [null], '', 'x'.repeat(20_000)],
    nested(pick(random, [50, 70, 1_100, 20_000])),
    ...oddTexts,
  ]);
}

/** A value of OTLP, so many lists deep; the text is made later, because JSON.stringify recurses. */
function nested(levels: number): unknown {
  return { arrayValue: { values: [{ [nestedKey]: levels }] } };
}

const nestedKey = '\u0000nested';

/** The text of a value that `mutateJson` has returned. */
export function jsonText(value: unknown): string {
  const list = (levels: number): string => `${'{"arrayValue":{"values":['.repeat(levels)}${']}}'.repeat(levels)}`;
  return JSON.stringify(value).replace(/\{"\\u0000nested":(\d+)\}/g, (_, levels: string) => list(Number(levels)));
}

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { UserError } from '../../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import type { MapTree, ScalarTree, Tree } from './tree.ts';

/** Larger than any configuration, and small enough to be refused at once. */
const longestText = 4 * 2 ** 20;
/** Parts of a file after its aliases were followed. */
const mostParts = 500_000;
const deepest = 200;

/**
 * A configuration file as a tree whose parts know their lines, empty for an empty file. As the Collector does, takes the first of
 * several documents, and refuses keys that are there twice.
 * @throws UserError with `file:line` where it is not YAML or not a mapping; exit code 2.
 */
export function readTree(text: string, file: string): MapTree {
  const tree = parseTree(text, file);
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) {
    return { kind: 'map', source: { file, line: 1 }, entries: new Map() };
  }
  if (tree.kind === 'map') return tree;
  const what = tree.kind === 'list' ? 'a list' : 'a single value';
  throw badFile(
    describeSource(tree.source ?? { file, line: 1 }),
    `must be a mapping with receivers, exporters and service, and is ${what}`,
  );
}

/** The same of a text that may be anything; undefined for an empty one. */
export function parseTree(text: string, file: string): Tree | undefined {
  if (text.includes('\0')) throw badFile(file, 'is not text: it has bytes of zero');
  if (text.length > longestText) {
    throw badFile(file, `is not a configuration: it has ${Math.round(text.length / 1e6)} million characters`);
  }
  refuseDepth(text, file);
  const lines = new LineCounter();
  // Keys that are there twice are looked for below: the parser compares each with all, which takes minutes for long noise.
  const document = parse(text, file, lines);
  const place = (offset: number): SourceLine => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  const error = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS');
  if (error?.message.startsWith('Maximum call stack')) throw badFile(file, 'is nested too deeply to be read');
  if (error)
    throw badFile(describeSource(place(error.pos[0])), `is not valid YAML: ${error.message.split('\n')[0] ?? ''}`);
  return document.contents ? new Reader(document, file, place).read(document.contents, undefined, 0) : undefined;
}

function parse(text: string, file: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter, merge: true, prettyErrors: false, uniqueKeys: false, intAsBigInt: true });
  } catch (error) {
    if (error instanceof RangeError) throw badFile(file, 'is nested too deeply to be read');
    throw error;
  }
}

class Reader {
  readonly #document: Document;
  readonly #file: string;
  readonly #place: (offset: number) => SourceLine;
  readonly #resolved = new Map<Alias, Node>();
  #parts = 0;

  constructor(document: Document, file: string, place: (offset: number) => SourceLine) {
    this.#document = document;
    this.#file = file;
    this.#place = place;
  }

  read(node: Node | null, key: SourceLine | undefined, depth: number): Tree {
    const source = key ?? (node?.range ? this.#place(node.range[0]) : undefined);
    this.#parts += 1;
    if (this.#parts > mostParts) throw badFile(this.#file, `has aliases that unfold into more than ${mostParts} parts`);
    if (depth > deepest) throw this.#bad(source, `is nested more than ${deepest} deep`);
    if (isAlias(node)) {
      const resolved = this.#resolve(node);
      if (!resolved) throw this.#bad(source, `is not valid YAML: unknown anchor '${node.source}' referenced`);
      return this.read(resolved, source, depth + 1);
    }
    if (isMap(node)) return this.#readMap(node, source, depth);
    if (isSeq(node))
      return { kind: 'list', source, items: node.items.map((item) => this.read(item as Node, undefined, depth + 1)) };
    return scalarOf(node, source);
  }

  /** Each alias once: the parser looks for its anchor through all of the document. */
  #resolve(alias: Alias): Node | undefined {
    const known = this.#resolved.get(alias);
    if (known) return known;
    const found = alias.resolve(this.#document) as Node | undefined;
    if (found) this.#resolved.set(alias, found);
    return found;
  }

  #readMap(map: YAMLMap, source: SourceLine | undefined, depth: number): MapTree {
    const entries = new Map<string, Tree>();
    const merged: Tree[] = [];
    for (const pair of map.items) {
      const keyNode = pair.key as Node | null;
      const key = keyNode?.range ? this.#place(keyNode.range[0]) : source;
      if (keyNode && !isScalar(keyNode)) throw this.#bad(key, 'has a key that is not a text');
      const name = keyNode ? (keyNode.source ?? String(keyNode.value)) : '';
      const value = this.read(pair.value as Node | null, key, depth + 1);
      if (name === '<<') merged.push(value);
      else if (entries.has(name)) throw this.#bad(key, `has the key "${name}" a second time in one mapping`);
      else entries.set(name, value);
    }
    // What is merged in never overrides, and of several the first counts.
    for (const other of merged.flatMap((one) => (one.kind === 'list' ? one.items : [one]))) {
      if (other.kind !== 'map') throw this.#bad(other.source, 'merges by "<<" what is not a mapping');
      for (const [name, value] of other.entries) if (!entries.has(name)) entries.set(name, value);
    }
    return { kind: 'map', source, entries };
  }

  #bad(source: SourceLine | undefined, what: string): UserError {
    return badFile(source ? describeSource(source) : this.#file, what);
  }
}

function scalarOf(node: Node | null, source: SourceLine | undefined): ScalarTree {
  if (!isScalar(node)) return { kind: 'scalar', source, value: null, plain: 'null' };
  const value = node.value as ScalarTree['value'] | undefined;
  const isPlain = node.type === 'PLAIN' && node.tag === undefined;
  const number = typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : (value ?? null);
  return { kind: 'scalar', source, value: number, ...(isPlain ? { plain: node.source ?? 'null' } : {}) };
}

/** Brackets within brackets make parsers call themselves until the stack is full. */
function refuseDepth(text: string, file: string): void {
  let depth = 0;
  for (const [index, letter] of Array.from(text.matchAll(/[[\]{}\n]/g), (match) => [match.index, match[0]] as const)) {
    if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth = Math.max(0, depth - 1);
    if (depth <= deepest * 5) continue;
    const line = text.slice(0, index).split('\n').length;
    throw badFile(`${file}:${line}`, 'is nested too deeply to be read');
  }
}

export function badFile(place: string, what: string): UserError {
  return new UserError(`${place} ${what}.`.replace(/\.\.$/, '.'), {
    code: 'bad-collector-file',
    hint: 'Name the configuration that the Collector is started with by --config, and mend it at this line.',
  });
}

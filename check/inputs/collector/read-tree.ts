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

/** Larger than any configuration, and small enough to be rejected at once; characters. */
const longestText = 4 * 2 ** 20;
/** Parts of a file after its aliases are resolved. */
const mostParts = 500_000;
const deepest = 200;

/**
 * Parses a configuration file into a tree with line numbers; an empty file is an empty tree. Like the Collector, reads
 * only the first of several documents, and rejects duplicate keys.
 * @throws UserError with `file:line` if it is not YAML or not a mapping; exit code 2.
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
    `must be a mapping with receivers, exporters and service, but is ${what}`,
  );
}

/** The same for any YAML value; undefined for an empty text. */
export function parseTree(text: string, file: string): Tree | undefined {
  if (text.includes('\0')) throw badFile(file, 'is not a text file: it contains null bytes');
  if (text.length > longestText) {
    throw badFile(file, `is not a configuration: it has ${Math.round(text.length / 1e6)} million characters`);
  }
  rejectDepth(text, file);
  const lines = new LineCounter();
  // Duplicate keys are checked below: the parser's own check is quadratic, which takes minutes for a large malformed
  // file.
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
    if (this.#parts > mostParts) throw badFile(this.#file, `has aliases that expand to more than ${mostParts} nodes`);
    if (depth > deepest) throw this.#bad(source, `is nested more than ${deepest} levels deep`);
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

  /** Each alias once: the parser searches the whole document for its anchor. */
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
      if (keyNode && !isScalar(keyNode)) throw this.#bad(key, 'has a key that is not a string');
      const name = keyNode ? (keyNode.source ?? String(keyNode.value)) : '';
      const value = this.read(pair.value as Node | null, key, depth + 1);
      if (name === '<<') merged.push(value);
      else if (entries.has(name)) throw this.#bad(key, `has a duplicate key "${name}"`);
      else entries.set(name, value);
    }
    // A merged mapping never overrides keys, and the first of several takes precedence.
    for (const other of merged.flatMap((one) => (one.kind === 'list' ? one.items : [one]))) {
      if (other.kind !== 'map') throw this.#bad(other.source, 'has a merge key "<<" whose value is not a mapping');
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

/** Deeply nested brackets overflow the stack of a recursive parser. */
function rejectDepth(text: string, file: string): void {
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
    hint: 'Use the file that your Collector is started with (--config), and fix it at this line.',
  });
}

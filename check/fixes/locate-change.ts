import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, parseDocument, visit } from 'yaml';
import { defined } from '../../lib/defined.ts';
import type { FileEdit, YamlPath } from '../../lib/yaml/yaml-edit.ts';
import { configTextIn } from '../inputs/collector/manifests/config-text.ts';
import type { Change } from './proposal.ts';

type ReadFile = (path: string) => string;

/** Where a rule is in the documents of its file. */
interface RulePlace {
  document: number;
  path: YamlPath;
}

/**
 * Returns a function for the file and the path in it that a change is about; undefined if there is none, as for values
 * from a variable. It reads each rule file once, as a check of many rules has many changes.
 */
export function changeLocator(readFile: ReadFile): (change: Change) => FileEdit | undefined {
  const rules = new Map<string, ReadonlyMap<number, RulePlace>>();
  const rulesOf = (file: string): ReadonlyMap<number, RulePlace> => {
    const places = rules.get(file) ?? rulePlaces(readFile(file));
    rules.set(file, places);
    return places;
  };
  return (change) => {
    if (change.of === 'collector') return inFiles(change, readFile);
    const { rule, key, value } = change;
    const place = rulesOf(rule.file).get(rule.line);
    return place && { file: rule.file, document: place.document, op: 'set', path: [...place.path, key], value };
  };
}

/** The places of rules by the line of their name; of several on one line, of the first. */
function rulePlaces(text: string): ReadonlyMap<number, RulePlace> {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false });
  const places = new Map<number, RulePlace>();
  if (!Array.isArray(documents)) return places;
  for (const [document, one] of documents.entries()) {
    visit(one, {
      Map(_, map, ancestors) {
        const name = map.items.find((pair) => isScalar(pair.key) && /^(alert|record)$/.test(String(pair.key.value)));
        const offset = (name?.key as Node | undefined)?.range?.[0];
        if (offset === undefined) return;
        const { line } = lines.linePos(offset);
        if (!places.has(line)) places.set(line, { document, path: pathOf([...ancestors, map]) });
      },
    });
  }
  return places;
}

/** The keys and indices from the top to the last of nested nodes. */
function pathOf(nodes: readonly unknown[]): YamlPath {
  return nodes.flatMap((node, index): YamlPath => {
    if (isPair(node) && isScalar(node.key)) return [String(node.key.value)];
    return isSeq(node) ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

interface Place {
  file: string;
  isInManifest?: true;
  path: YamlPath;
  /** How many steps of the path exist. */
  depth: number;
}

/**
 * Later files override earlier ones, so the last one that has the most of the path is the one to change. A list replaces
 * that of an earlier file.
 */
function inFiles({ files, change }: Change & { of: 'collector' }, readFile: ReadFile): FileEdit | undefined {
  const all = files.flatMap((file) => placeIn({ file, path: change.path, depth: 0 }, readFile) ?? []);
  const list = change.path.findIndex((step) => typeof step === 'number');
  const lists = list < 0 ? [] : all.filter(({ depth }) => depth >= list).slice(-1);
  const places = lists.length > 0 ? lists : all;
  const best = places.reduce<Place | undefined>((a, b) => (a === undefined || b.depth >= a.depth ? b : a), undefined);
  if (!best || (change.op !== 'set' && best.depth < change.path.length)) return undefined;
  return { ...change, file: best.file, path: best.path, ...defined({ isInManifest: best.isInManifest }) };
}

const mostIncludes = 20;

/** Follows a path through a file and those that it includes with `${file:PATH}`. */
function placeIn({ file, path, depth }: Place, readFile: ReadFile, includes = 0): Place | undefined {
  const text = readFile(file);
  const config = includes === 0 ? configTextIn(text, file) : undefined;
  const isInManifest = config !== undefined && config.text !== text ? (true as const) : undefined;
  let node: unknown = parseDocument(config?.text ?? text, { uniqueKeys: false }).contents;
  for (let step = 0; ; step += 1) {
    const included =
      isScalar(node) && typeof node.value === 'string' ? /^\$\{file:([^${}]+)\}$/.exec(node.value) : null;
    if (included?.[1] !== undefined && includes < mostIncludes) {
      return placeIn({ file: included[1], path: path.slice(step), depth: depth + step }, readFile, includes + 1);
    }
    const key = path[step];
    const child: unknown = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
    if (key === undefined || child === undefined) {
      return { file, path, depth: depth + step, ...defined({ isInManifest }) };
    }
    node = child;
  }
}

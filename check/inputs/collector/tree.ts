import type { SourceLine } from '../../../lib/events/source-line.ts';

export type Path = readonly (string | number)[];

/** A node of a configuration, with its line in the user's file. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  kind: 'map';
  /** The line of its key, or of its beginning if it has none. */
  source: SourceLine | undefined;
  entries: Map<string, Tree>;
}
export interface ListTree {
  kind: 'list';
  source: SourceLine | undefined;
  items: Tree[];
}
export interface ScalarTree {
  kind: 'scalar';
  source: SourceLine | undefined;
  value: string | number | bigint | boolean | null;
  /** The original text if it is not quoted: the Collector decides on its type. */
  plain?: string;
}

export function mapTree(entries: Readonly<Record<string, Tree | undefined>> = {}): MapTree {
  const defined = Object.entries(entries).filter((entry): entry is [string, Tree] => entry[1] !== undefined);
  return { kind: 'map', source: undefined, entries: new Map(defined) };
}

/** Plain data as a tree without line numbers. */
export function treeOf(data: unknown): Tree {
  if (Array.isArray(data)) return { kind: 'list', source: undefined, items: data.map(treeOf) };
  if (typeof data === 'object' && data !== null) {
    return mapTree(Object.fromEntries(Object.entries(data).map(([key, value]) => [key, treeOf(value)])));
  }
  const value = data as ScalarTree['value'];
  return { kind: 'scalar', source: undefined, value, ...(typeof value === 'string' ? {} : { plain: String(value) }) };
}

/** A tree as plain data. */
export function dataOf(tree: Tree | undefined): unknown {
  if (!tree) return undefined;
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(dataOf);
  return Object.fromEntries([...tree.entries].map(([key, value]) => [key, dataOf(value)]));
}

export function at(tree: Tree | undefined, ...path: Path): Tree | undefined {
  let here = tree;
  for (const step of path) here = childOf(here, step);
  return here;
}

function childOf(tree: Tree | undefined, step: string | number): Tree | undefined {
  if (tree?.kind === 'map') return tree.entries.get(String(step));
  return tree?.kind === 'list' ? tree.items[Number(step)] : undefined;
}

/** The line of a path, or of its nearest parent with a line. */
export function sourceAt(tree: Tree, path: Path): SourceLine | undefined {
  let here: Tree | undefined = tree;
  let found = tree.source;
  for (const step of path) {
    here = childOf(here, step);
    if (!here) break;
    found = here.source ?? found;
  }
  return found;
}

/** The entries of a mapping at a path; none if there is no mapping. */
export function entriesAt(tree: Tree | undefined, ...path: Path): [string, Tree][] {
  const found = at(tree, ...path);
  return found?.kind === 'map' ? [...found.entries] : [];
}

export function itemsAt(tree: Tree | undefined, ...path: Path): Tree[] {
  const found = at(tree, ...path);
  return found?.kind === 'list' ? found.items : [];
}

/** The text of a scalar at a path, also of numbers. */
export function textAt(tree: Tree | undefined, ...path: Path): string | undefined {
  const found = at(tree, ...path);
  if (found?.kind !== 'scalar' || found.value === null) return undefined;
  return String(found.value);
}

export function textsAt(tree: Tree | undefined, ...path: Path): string[] {
  return itemsAt(tree, ...path).flatMap((item) => textAt(item) ?? []);
}

/** The line of the first string value in a tree that matches. */
export function sourceOfText(tree: Tree | undefined, matches: (text: string) => boolean): SourceLine | undefined {
  if (!tree) return undefined;
  if (tree.kind === 'scalar') return typeof tree.value === 'string' && matches(tree.value) ? tree.source : undefined;
  for (const part of tree.kind === 'list' ? tree.items : tree.entries.values()) {
    const found = sourceOfText(part, matches);
    if (found) return found;
  }
  return undefined;
}

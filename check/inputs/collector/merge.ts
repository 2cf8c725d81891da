import type { MapTree, Tree } from './tree.ts';

/**
 * Merges one configuration over another, as the Collector does with several `--config`: mappings are merged key by key,
 * and everything else, including lists, is replaced. Changes neither.
 */
export function mergeTrees(base: MapTree, over: MapTree): MapTree {
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const before = entries.get(key);
    entries.set(key, before?.kind === 'map' && value.kind === 'map' ? mergeTrees(before, value) : value);
  }
  return { kind: 'map', source: base.entries.size > 0 ? base.source : over.source, entries };
}

/** Replaces keys such as `service::pipelines` by nested mappings. */
export function unfoldKeys(tree: Tree): Tree {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(unfoldKeys) };
  if (tree.kind === 'scalar') return tree;
  const entries = new Map<string, Tree>();
  for (const [key, value] of tree.entries) {
    const [first = '', ...rest] = key.split('::');
    let inner = unfoldKeys(value);
    for (const step of rest.reverse()) inner = { kind: 'map', source: value.source, entries: new Map([[step, inner]]) };
    const before = entries.get(first);
    entries.set(first, before?.kind === 'map' && inner.kind === 'map' ? mergeTrees(before, inner) : inner);
  }
  return { ...tree, entries };
}

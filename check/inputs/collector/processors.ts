import type { CollectorNotice } from '../notice.ts';
import { typeOf } from './component-id.ts';
import { currentType, engineType, isKnown, missingWithout } from './component-types.ts';
import { isConnector, type Pipeline } from './pipelines.ts';
import { at, dataOf, entriesAt, mapTree, type MapTree, sourceAt, textAt, type Tree, treeOf } from './tree.ts';

/** The memory to which percentages refer; MiB. The engine has less, but a check's traffic needs far less than that. */
const machineMib = 4096;

export interface Inner {
  processors: MapTree;
  connectors: MapTree;
  /** The engine's IDs by the user's, without skipped processors. */
  engineIds: Map<string, string>;
  notices: CollectorNotice[];
}

/** The processors and connectors that the engine runs, and notices about skipped ones. */
export function makeInner(tree: Tree, pipelines: readonly Pipeline[]): Inner {
  const engineIds = new Map<string, string>();
  const notices: CollectorNotice[] = [];
  const processors = mapTree();
  for (const [id, body] of entriesAt(tree, 'processors')) {
    const type = engineType('processors', typeOf(id));
    if (type !== undefined) {
      const engineId = `${type}${id.slice(typeOf(id).length)}`;
      engineIds.set(id, engineId);
      const isLimiter = currentType('processors', type) === 'memory_limiter';
      processors.entries.set(engineId, isLimiter ? withFixedLimit(tree, id, body, notices) : body);
    } else if (isKnown('processors', typeOf(id)) && pipelines.some(({ processors: ids }) => ids.includes(id))) {
      const missing = missingWithout(typeOf(id));
      notices.push({ type: 'skipped-processor', id, missing, source: sourceAt(tree, ['processors', id]) });
    }
  }
  const connectors = mapTree();
  for (const [id, body] of entriesAt(tree, 'connectors')) {
    const type = engineType('connectors', typeOf(id));
    if (type === undefined) continue;
    const engineId = `${type}${id.slice(typeOf(id).length)}`;
    engineIds.set(id, engineId);
    connectors.entries.set(engineId, body);
  }
  return { processors, connectors, engineIds, notices };
}

/** A pipeline for the engine: with the engine's component IDs and without skipped processors. */
export function enginePipeline(
  tree: Tree,
  pipeline: Pipeline,
  ids: {
    receivers: ReadonlyMap<string, string>;
    inner: ReadonlyMap<string, string>;
    exporters: ReadonlyMap<string, string>;
  },
): Tree {
  const end = (own: ReadonlyMap<string, string>) => (id: string) =>
    (isConnector(tree, id) ? ids.inner.get(id) : own.get(id)) ?? id;
  const isLeftOut = (id: string): boolean => !ids.inner.has(id) && at(tree, 'processors', id) !== undefined;
  const made: Record<string, string[]> = {
    receivers: pipeline.receivers.map(end(ids.receivers)),
    processors: pipeline.processors.filter((id) => !isLeftOut(id)).map((id) => ids.inner.get(id) ?? id),
    exporters: pipeline.exporters.map(end(ids.exporters)),
  };
  // Malformed lists and unknown keys are kept, so that the Collector rejects them.
  const rest = entriesAt(tree, 'service', 'pipelines', pipeline.id).filter(
    ([key, value]) => made[key] === undefined || (value.kind !== 'list' && dataOf(value) !== null),
  );
  return mapTree({
    ...Object.fromEntries(Object.entries(made).map(([key, list]) => [key, treeOf(list)])),
    ...Object.fromEntries(rest),
  });
}

/** Replaces a percentage of the machine's memory by a fixed limit: the engine does not know the memory. */
function withFixedLimit(tree: Tree, id: string, body: Tree, notices: CollectorNotice[]): Tree {
  const percentage = Number(textAt(body, 'limit_percentage') ?? 0);
  // The Collector prefers a fixed limit if both are set.
  if (body.kind !== 'map' || !(percentage > 0 && percentage <= 100) || Number(textAt(body, 'limit_mib') ?? 0) > 0) {
    return body;
  }
  const spike = Number(textAt(body, 'spike_limit_percentage') ?? 0);
  const entries = new Map([...body.entries].filter(([key]) => !key.endsWith('_percentage')));
  const limit = Math.round((percentage / 100) * machineMib);
  entries.set('limit_mib', treeOf(limit));
  if (spike > 0) entries.set('spike_limit_mib', treeOf(Math.round((spike / 100) * machineMib)));
  const source = sourceAt(tree, ['processors', id, 'limit_percentage']);
  notices.push({ type: 'fixed-memory-limit', id, percentage, limitMib: limit, source });
  return { ...body, entries };
}

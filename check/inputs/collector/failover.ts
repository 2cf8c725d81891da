import type { CollectorNotice } from '../notice.ts';
import { typeOf } from './component-id.ts';
import { type Pipeline, signalsOf } from './pipelines.ts';
import { at, entriesAt, itemsAt, mapTree, type MapTree, sourceAt, textsAt, type Tree, treeOf } from './tree.ts';

export interface FailoverConnectors {
  connectors: MapTree;
  engineIds: Map<string, string>;
  notices: CollectorNotice[];
}

/**
 * Replaces each failover connector by a routing connector that sends to the first priority level: in a check no
 * exporter fails, so the other levels are never used.
 */
export function replaceFailovers(tree: Tree, pipelines: readonly Pipeline[]): FailoverConnectors {
  const connectors = mapTree();
  const engineIds = new Map<string, string>();
  const notices: CollectorNotice[] = [];
  for (const [id] of entriesAt(tree, 'connectors')) {
    if (typeOf(id) !== 'failover' || signalsOf(pipelines, 'exporters', id).length === 0) continue;
    const levels = itemsAt(at(tree, 'connectors', id), 'priority_levels').length;
    const first = textsAt(at(tree, 'connectors', id, 'priority_levels', 0));
    const engineId = `routing/${id}`;
    engineIds.set(id, engineId);
    // A routing connector must have a table; this route never matches.
    connectors.entries.set(
      engineId,
      treeOf({ default_pipelines: first, table: [{ context: 'resource', condition: 'false', pipelines: first }] }),
    );
    notices.push({ type: 'fixed-failover', id, levels, pipelines: first, source: sourceAt(tree, ['connectors', id]) });
  }
  return { connectors, engineIds, notices };
}

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
 * Puts a routing connector in the place of each that fails over, which sends to the first priority level: in a check every exporter takes what
 * it gets, so that the others never come into play.
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
    // A routing connector must have a table; this one has no route that is ever taken.
    connectors.entries.set(
      engineId,
      treeOf({ default_pipelines: first, table: [{ context: 'resource', condition: 'false', pipelines: first }] }),
    );
    notices.push({ type: 'fixed-failover', id, levels, pipelines: first, source: sourceAt(tree, ['connectors', id]) });
  }
  return { connectors, engineIds, notices };
}

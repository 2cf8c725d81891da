import type { CollectorNotice } from '../notice.ts';
import { idAs, typeOf } from './component-id.ts';
import { currentType, engineType } from './component-types.ts';
import { derivingConnectors } from './known-components.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { entriesAt, mapTree, type MapTree, sourceAt, type Tree, treeOf } from './tree.ts';

/** What of a connector that the engine does not have is still done: it hands on, and derives nothing. */
export interface DerivedConnectors {
  connectors: MapTree;
  engineIds: Map<string, string>;
  /** The pipelines without such a connector where it has nothing to give or to take, and without those that then lack an end. */
  pipelines: Pipeline[];
  notices: CollectorNotice[];
}

/**
 * Puts a forwarding connector in the place of those that hand on what they get and derive more of it, such as statistics for a vendor; where
 * there is nothing to hand on, they are taken out of their pipelines.
 */
export function replaceDeriving(tree: Tree, pipelines: readonly Pipeline[]): DerivedConnectors {
  const connectors = mapTree();
  const engineIds = new Map<string, string>();
  const notices: CollectorNotice[] = [];
  const taken = new Set(entriesAt(tree, 'connectors').map(([id]) => id));
  let left = [...pipelines];
  for (const [id] of entriesAt(tree, 'connectors')) {
    const type = typeOf(id);
    if (engineType('connectors', type) !== undefined || !isConnector(tree, id)) continue;
    const derives = derivingConnectors[currentType('connectors', type)];
    const into = signalsOf(pipelines, 'exporters', id);
    const outOf = signalsOf(pipelines, 'receivers', id);
    if (derives === undefined || into.length + outOf.length === 0) continue;
    const both = into.filter((signal) => outOf.includes(signal));
    if (both.length > 0) {
      const engineId = idAs('forward', id, taken);
      taken.add(engineId);
      engineIds.set(id, engineId);
      connectors.entries.set(engineId, treeOf(null));
    }
    left = left.map((pipeline) => {
      if (both.includes(pipeline.signal)) return pipeline;
      const others = (ids: string[]): string[] => ids.filter((one) => one !== id);
      if (!pipeline.receivers.includes(id) && !pipeline.exporters.includes(id)) return pipeline;
      return { ...pipeline, receivers: others(pipeline.receivers), exporters: others(pipeline.exporters) };
    });
    const source = sourceAt(tree, ['connectors', id]);
    notices.push({ type: 'forwarding-connector', id, missing: derives, source });
  }
  // A pipeline without an end from the beginning is for the Collector to refuse.
  const hasEnds = ({ receivers, exporters }: Pipeline): boolean => receivers.length > 0 && exporters.length > 0;
  const running = left.filter((pipeline, index) => hasEnds(pipeline) || pipeline === pipelines[index]);
  return { connectors, engineIds, pipelines: running, notices };
}

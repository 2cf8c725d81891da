import type { CollectorNotice } from '../notice.ts';
import { idAs, typeOf } from './component-id.ts';
import { derivedBy, engineType, isKnown } from './component-types.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { entriesAt, mapTree, type MapTree, sourceAt, type Tree, treeOf } from './tree.ts';

/**
 * The replacements of connectors that the engine does not have: they forward their input and derive nothing from it.
 */
export interface DerivedConnectors {
  connectors: MapTree;
  engineIds: Map<string, string>;
  /**
   * The pipelines without the connectors that forward nothing, and without pipelines that then have no input or output.
   */
  pipelines: Pipeline[];
  notices: CollectorNotice[];
}

/**
 * Replaces connectors that forward their input and derive data from it, such as a vendor's statistics, by a forward
 * connector. If there is no signal to forward, they are removed from their pipelines.
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
    if (typeOf(id) === 'failover') continue;
    const derives = derivedBy(type);
    const into = signalsOf(pipelines, 'exporters', id);
    const outOf = signalsOf(pipelines, 'receivers', id);
    if (into.length + outOf.length === 0) continue;
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
    if (isKnown('connectors', type)) notices.push({ type: 'forwarding-connector', id, missing: derives, source });
  }
  // A pipeline that has no input or output in the user's file is kept, so that the Collector rejects it.
  const hasEnds = ({ receivers, exporters }: Pipeline): boolean => receivers.length > 0 && exporters.length > 0;
  const running = left.filter((pipeline, index) => hasEnds(pipeline) || pipeline === pipelines[index]);
  return { connectors, engineIds, pipelines: running, notices };
}

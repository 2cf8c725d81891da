import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { asObject } from '../../lib/json.ts';
import { mergeTrees, unfoldKeys } from '../../check/inputs/collector/merge.ts';
import { isConnector, readPipelines } from '../../check/inputs/collector/pipelines.ts';
import { readTree } from '../../check/inputs/collector/read-tree.ts';
import { at, dataOf, type MapTree } from '../../check/inputs/collector/tree.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { ComponentRole, PipelinesAnswer } from '../../ui/workbench/api.ts';
import { aboutComponent } from './about-component.ts';

const sections = { receivers: 'receiver', processors: 'processor', exporters: 'exporter' } as const;

/**
 * The pipelines of the configuration that this Collector was started with.
 *
 * @throws UserError if there is none yet, or it cannot be read
 */
export async function pipelinesAnswer({ folder }: Pick<SessionRecord, 'folder'>): Promise<PipelinesAnswer> {
  const read = async (name: string): Promise<MapTree> => {
    const text = await readFile(join(folder, 'config', name), 'utf8').catch((cause: unknown) => {
      throw new UserError(`The configuration of the Collector cannot be read: there is no ${name} yet.`, {
        ...{ code: 'config-unreadable', hint: 'It is written when the sandbox boots.', cause },
      });
    });
    const tree = unfoldKeys(readTree(text, name));
    return tree.kind === 'map' ? tree : readTree('', name);
  };
  return describePipelines(mergeTrees(await read('collector.yaml'), await read('legacy.yaml')));
}

/** The pipelines of a configuration, and what their components do. */
export function describePipelines(tree: MapTree): PipelinesAnswer {
  const pipelines = readPipelines(tree);
  const used = new Map<string, PipelinesAnswer['components'][number]>();
  for (const pipeline of pipelines) {
    for (const section of ['receivers', 'processors', 'exporters'] as const) {
      for (const id of pipeline[section]) {
        const isJoin = section !== 'processors' && isConnector(tree, id);
        const role: ComponentRole = isJoin ? 'connector' : sections[section];
        const settings = asObject(dataOf(at(tree, isJoin ? 'connectors' : section, id)));
        used.set(`${role} ${id}`, { id, role, about: aboutComponent(role, id, settings) });
      }
    }
  }
  return { pipelines, components: [...used.values()] };
}

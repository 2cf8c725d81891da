import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';

/** A component as the person named it, by the id that the engine has. */
export function nameOf({ names = {} }: AdaptedCollector, engineId: string): string {
  return names[engineId] ?? engineId;
}

/** A processor as the engine has it, by the person's id. */
export function engineIdOf({ names = {} }: AdaptedCollector, id: string): string {
  return Object.keys(names).find((engineId) => names[engineId] === id) ?? id;
}

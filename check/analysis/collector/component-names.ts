import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';

/** The user's id of a component, by its id in the engine. */
export function nameOf({ names = {} }: AdaptedCollector, engineId: string): string {
  return names[engineId] ?? engineId;
}

/** A processor's id in the engine, by the user's id. */
export function engineIdOf({ names = {} }: AdaptedCollector, id: string): string {
  return Object.keys(names).find((engineId) => names[engineId] === id) ?? id;
}

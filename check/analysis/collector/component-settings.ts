import { parse } from 'yaml';
import { asObject, type JsonObject } from '../../../lib/json.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { engineIdOf } from './component-names.ts';

type Section = 'processors' | 'connectors' | 'exporters';

/** The settings of the components of a section, by their ids in the engine. */
export function settingsIn({ text }: Pick<AdaptedCollector, 'text'>, section: Section): JsonObject {
  return asObject(asObject(parse(text))[section]);
}

/** The settings of a component, by the user's id; empty without one. */
export function settingsOf(collector: AdaptedCollector, section: Section, id: string): JsonObject {
  return asObject(settingsIn(collector, section)[engineIdOf(collector, id)]);
}

import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { currentType } from '../../inputs/collector/component-types.ts';
import { engineIdOf } from './component-names.ts';
import { settingsIn } from './component-settings.ts';

type Path = readonly (string | number)[];

/** A text in the settings of a processor that names or matches something. */
export interface Mention {
  /** The processor, by the user's id. */
  id: string;
  /** Its type, by the current name. */
  type: string;
  /** The settings next to the text: the other keys of its mapping. */
  around: Readonly<Record<string, unknown>>;
  text: string;
  source: SourceLine | undefined;
}

/**
 * Where processors of the metrics pipelines mention a name, literally or by a pattern that matches it, in the order of
 * the pipelines.
 */
export function mentionsOf(collector: AdaptedCollector, name: string): Mention[] {
  const processors = settingsIn(collector, 'processors');
  const pipelines = Object.entries(collector.pipelines).filter(([id]) => typeOf(id) === 'metrics');
  const ids = [...new Set(pipelines.flatMap(([, pipeline]) => pipeline.processors))];
  return ids.flatMap((id) =>
    textsIn(processors[engineIdOf(collector, id)], []).flatMap(({ text, path, around }): Mention[] => {
      if (!mentions(text, name)) return [];
      const type = currentType('processors', typeOf(id));
      return [{ id, type, around, text, source: lineOf(collector, ['processors', id, ...path]) }];
    }),
  );
}

/** The line of a path, or of the nearest part around it that has one. */
function lineOf({ sourceOf }: AdaptedCollector, path: Path): SourceLine | undefined {
  for (let length = path.length; length > 1; length -= 1) {
    const source = sourceOf(path.slice(0, length));
    if (source) return source;
  }
  return undefined;
}

function mentions(text: string, name: string): boolean {
  if (text === name || text.includes(`"${name}"`)) return true;
  const patterns = [...text.matchAll(/IsMatch\((?:metric\.)?name,\s*"((?:[^"\\]|\\.)*)"\)/g)].map(([, pattern = '']) =>
    pattern.replaceAll('\\\\', '\\'),
  );
  const bare =
    /[\\^$*+|]/.test(text) && !/[\s"(]/.test(text.replaceAll(/\\./g, '').replaceAll(/\(\?[^)]*\)/g, '')) ? [text] : [];
  return [...patterns, ...bare].some((pattern) => matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

function textsIn(
  value: unknown,
  path: Path,
  around: Readonly<Record<string, unknown>> = {},
): { text: string; path: Path; around: Readonly<Record<string, unknown>> }[] {
  if (typeof value === 'string') return [{ text: value, path, around }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index], around));
  if (typeof value !== 'object' || value === null) return [];
  const own = value as Record<string, unknown>;
  return Object.entries(own).flatMap(([key, inner]) => textsIn(inner, [...path, key], own));
}

import { nearest } from '../../../lib/nearest.ts';
import type { CollectorNotice } from '../notice.ts';
import { typeOf } from './component-id.ts';
import { currentType } from './component-types.ts';
import { httpSettings, type Settings } from './http-settings.ts';
import { at, entriesAt, sourceAt, type Tree } from './tree.ts';

/**
 * Unknown settings of OTLP over HTTP. Since the Collector's HTTP clients and servers read their settings themselves, it
 * ignores others next to them (confighttp, `WithIgnoreUnused`), where it rejects them in all other components.
 */
export function ignoredSettings(tree: Tree): CollectorNotice[] {
  const exporters = entriesAt(tree, 'exporters')
    .filter(([id]) => currentType('exporters', typeOf(id)) === 'otlp_http')
    .flatMap(([id]) => ignoredAt(tree, { id, path: ['exporters', id] }, httpSettings.exporter));
  const receivers = entriesAt(tree, 'receivers')
    .filter(([id]) => typeOf(id) === 'otlp')
    .flatMap(([id]) => ignoredAt(tree, { id, path: ['receivers', id, 'protocols', 'http'] }, httpSettings.receiver));
  return [...exporters, ...receivers];
}

interface Place {
  id: string;
  path: readonly string[];
  /** The mappings below it that were entered. */
  within?: readonly string[];
}

function ignoredAt(tree: Tree, { id, path, within = [] }: Place, settings: Settings): CollectorNotice[] {
  return entriesAt(tree, ...path).flatMap(([key]): CollectorNotice[] => {
    const known = settings[key];
    const inner = [...path, key];
    if (known === undefined) {
      const near = nearest(key, Object.keys(settings));
      const setting = [...within, key].join('.');
      const source = sourceAt(tree, inner);
      return [{ type: 'ignored-setting', id, setting, path: inner, source, ...(near === undefined ? {} : { near }) }];
    }
    if (known === null || at(tree, ...inner)?.kind !== 'map') return [];
    return ignoredAt(tree, { id, path: inner, within: [...within, key] }, known);
  });
}

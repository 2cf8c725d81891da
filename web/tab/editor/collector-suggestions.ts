import type { YamlPlace } from './yaml-place.ts';

/** Component types of the contrib distribution, by section. */
export type ComponentTypes = Readonly<Record<string, readonly string[]>>;

/** What a pipeline takes its items from, by the key of its list. */
const sources: Readonly<Record<string, readonly string[]>> = {
  receivers: ['receivers', 'connectors'],
  processors: ['processors'],
  exporters: ['exporters', 'connectors'],
};

/** What a Collector configuration may have at a place. `text` is the whole configuration. */
export function collectorSuggestions({ path, of }: YamlPlace, text: string, types: ComponentTypes): readonly string[] {
  const [section = '', second = '', , list = ''] = path;
  if (of === 'key') {
    if (path.length === 0) return [...Object.keys(types), 'service'];
    if (path.length === 1)
      return section === 'service' ? ['pipelines', 'extensions', 'telemetry'] : (types[section] ?? []);
    if (section !== 'service' || second !== 'pipelines') return [];
    return path.length === 2 ? ['traces', 'metrics', 'logs'] : path.length === 3 ? Object.keys(sources) : [];
  }
  if (section !== 'service') return [];
  if (second === 'extensions' && path.length === 2) return idsIn(text, 'extensions');
  if (second !== 'pipelines' || path.length !== 4) return [];
  return (sources[list] ?? []).flatMap((one) => idsIn(text, one));
}

/** The components that a section configures. */
function idsIn(text: string, section: string): string[] {
  const [, body = ''] = new RegExp(`^${section}:[^\\n]*\\n((?:[ #].*\\n|\\n)*)`, 'm').exec(`${text}\n`) ?? [];
  const indent = /^ *(?=[\w"'])/m.exec(body)?.[0].length ?? 0;
  return [...body.matchAll(/^( *)(["']?)([\w./-]+)\2:/gm)].flatMap(([, before = '', , id = '']) =>
    before.length === indent ? [id] : [],
  );
}

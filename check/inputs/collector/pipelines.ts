import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import { typeOf } from './component-id.ts';
import { at, entriesAt, textsAt, type Tree } from './tree.ts';

/** A pipeline with the user's component IDs. */
export interface Pipeline {
  id: string;
  signal: OtlpSignal;
  receivers: string[];
  processors: string[];
  exporters: string[];
}

const signals: readonly string[] = ['traces', 'metrics', 'logs'] satisfies OtlpSignal[];

/** The pipelines of a configuration, without profiles, which no traffic has. */
export function readPipelines(tree: Tree): Pipeline[] {
  return entriesAt(tree, 'service', 'pipelines').flatMap(([id, body]) => {
    const signal = typeOf(id);
    if (signal === 'profiles') return [];
    return [
      {
        id,
        // The Collector rejects any other signal.
        signal: (signals.includes(signal) ? signal : 'traces') as OtlpSignal,
        receivers: textsAt(body, 'receivers'),
        processors: textsAt(body, 'processors'),
        exporters: textsAt(body, 'exporters'),
      },
    ];
  });
}

export function isConnector(tree: Tree, id: string): boolean {
  return at(tree, 'connectors', id) !== undefined;
}

/** The signals of the pipelines that use a component. */
export function signalsOf(
  pipelines: readonly Pipeline[],
  kind: 'receivers' | 'processors' | 'exporters',
  id: string,
): OtlpSignal[] {
  return [...new Set(pipelines.filter((pipeline) => pipeline[kind].includes(id)).map(({ signal }) => signal))];
}

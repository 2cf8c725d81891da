import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import { typeOf } from './component-id.ts';
import { at, entriesAt, textsAt, type Tree } from './tree.ts';

/** A pipeline by the ids that the person gave. */
export interface Pipeline {
  id: string;
  signal: OtlpSignal;
  receivers: string[];
  processors: string[];
  exporters: string[];
}

const signals: readonly string[] = ['traces', 'metrics', 'logs'] satisfies OtlpSignal[];

/** The pipelines of a configuration, without those of signals that no traffic has, such as profiles. */
export function readPipelines(tree: Tree): Pipeline[] {
  return entriesAt(tree, 'service', 'pipelines').flatMap(([id, body]) => {
    const signal = typeOf(id);
    if (signal === 'profiles') return [];
    return [
      {
        id,
        // What is neither is for the Collector to refuse.
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

/** The signals of the pipelines in which a component stands. */
export function signalsOf(
  pipelines: readonly Pipeline[],
  kind: 'receivers' | 'processors' | 'exporters',
  id: string,
): OtlpSignal[] {
  return [...new Set(pipelines.filter((pipeline) => pipeline[kind].includes(id)).map(({ signal }) => signal))];
}

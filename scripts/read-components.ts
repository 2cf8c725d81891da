import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedEngine } from '../stack/engine/load.ts';
import { startEngine } from '../stack/engine/start.ts';

/** The sections of a Collector configuration that name component types. */
export const componentKinds = ['receivers', 'processors', 'connectors', 'exporters', 'extensions'] as const;

/** Component types by kind, sorted. */
export type Components = Record<(typeof componentKinds)[number], string[]>;

/** The stage of each feature gate of the engine's Collector by its ID: `Alpha`, `Beta`, `Stable` or `Deprecated`. */
export async function readGates(engine: LoadedEngine): Promise<Record<string, string>> {
  const lines: string[] = [];
  await startEngine('collector', { engine, argv: ['featuregate'], onLog: ({ text }) => lines.push(text) }).exited;
  const gates = lines.flatMap((line) => {
    const [, id, stage] = /^([\w.]+) +(?:true|false) +(Alpha|Beta|Stable|Deprecated)\b/.exec(line) ?? [];
    return id === undefined || stage === undefined ? [] : [[id, stage] as const];
  });
  if (gates.length === 0) throw new Error(`The Collector did not list its feature gates: ${lines.join('\n')}`);
  return Object.fromEntries(gates);
}

/**
 * Asks the engine which component types a Collector configuration may have, deprecated aliases included: the Collector lists
 * them when it rejects an unknown type. (`otelcol components` does not print aliases.)
 */
export async function readComponents(engine: LoadedEngine): Promise<Components> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-components-'));
  try {
    const config = join(folder, 'collector.yaml');
    await writeFile(config, componentKinds.map((kind) => `${kind}: {no_such_type: }`).join('\n'));
    const { exited } = startEngine('collector', { engine, argv: ['validate', `--config=${config}`] });
    const { message = '' } = await exited;
    const lists = message.matchAll(/'(\w+)' unknown type: "no_such_type".*\(valid values: \[(.*)\]\)/g);
    const types = new Map([...lists].map(([, kind, list = '']) => [kind, list.split(' ').sort()]));
    const typesOf = (kind: (typeof componentKinds)[number]): string[] => {
      const found = types.get(kind);
      if (!found) throw new Error(`The Collector did not list its ${kind}. Its message was: ${message}`);
      return found;
    };
    return Object.fromEntries(componentKinds.map((kind) => [kind, typesOf(kind)])) as Components;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

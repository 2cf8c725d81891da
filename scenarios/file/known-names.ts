import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { asArray, asObject, asString } from '../../lib/json.ts';
import { layeredFiles } from '../../stack/pacing/config-layers.ts';
import { readSamplerConfig } from '../sampling/sampler-config.ts';

/** The names in a stack's configuration that a scenario refers to. */
export interface KnownNames {
  alerts: readonly string[];
  /** Policies of the tail sampler. */
  policies: readonly string[];
}

/** What a scenario file is read with. */
export interface ScenarioContext extends KnownNames {
  /** Whether `target` may be another machine. */
  allowRemoteTarget?: boolean | undefined;
}

/**
 * Reads them from configuration folders; a later one wins. Rejects with a UserError for a folder that cannot be
 * read. A file that is not valid has no names: the component that reads it reports what is wrong.
 */
export async function readKnownNames(folders: readonly string[]): Promise<KnownNames> {
  const files = await layeredFiles(folders);
  const names: { alerts: string[]; policies: string[] } = { alerts: [], policies: [] };
  for (const [name, file] of files) {
    const text = await readFile(file, 'utf8');
    try {
      if (name === 'collector.yaml') names.policies.push(...readSamplerConfig(text).policies.map((one) => one.name));
      else if (name.startsWith('rules/')) names.alerts.push(...alertNames(parse(text)));
    } catch {
      // Reported when the stack is booted with it.
    }
  }
  return names;
}

function alertNames(rules: unknown): string[] {
  const groups = asArray(asObject(rules).groups).map(asObject);
  const all = groups.flatMap((group) => asArray(group.rules).map(asObject));
  return all.flatMap(({ alert }) => (alert === undefined ? [] : [asString(alert)]));
}

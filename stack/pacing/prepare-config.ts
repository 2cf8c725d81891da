import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { UserError } from '../../lib/errors.ts';
import { paceCollector } from './pace-collector.ts';
import { pacePrometheus } from './pace-prometheus.ts';
import { paceRules } from './pace-rules.ts';

export interface PrepareConfigOptions {
  pace: number;
  /** Where the configuration of this run is written; made if missing. */
  target: string;
  /** A folder laid over stack/config: a file in it wins over ours of the same name. */
  overrides?: string | undefined;
}

export interface PreparedConfig {
  collector: string;
  prometheus: string;
}

/**
 * Writes the configuration that this run uses, its durations divided by the pace, and answers where it lies.
 * Rejects with a UserError (exit code 2) for an override that cannot be read or is not YAML.
 */
export async function prepareConfig(options: PrepareConfigOptions): Promise<PreparedConfig> {
  const { pace, target, overrides } = options;
  const layers = overrides === undefined ? [configFolder] : [configFolder, overrides];
  await mkdir(join(target, 'rules'), { recursive: true });

  const rules = new Map<string, string>();
  const files = { collector: join(configFolder, 'collector.yaml'), prometheus: join(configFolder, 'prometheus.yml') };
  for (const layer of layers) {
    const names = await list(layer);
    if (names.includes('collector.yaml')) files.collector = join(layer, 'collector.yaml');
    if (names.includes('prometheus.yml')) files.prometheus = join(layer, 'prometheus.yml');
    if (!names.includes('rules')) continue;
    for (const name of await list(join(layer, 'rules'))) {
      if (/\.ya?ml$/.test(name)) rules.set(name, join(layer, 'rules', name));
    }
  }

  const prepared = { collector: join(target, 'collector.yaml'), prometheus: join(target, 'prometheus.yml') };
  await pacedCopy(files.collector, prepared.collector, pace, paceCollector);
  await pacedCopy(files.prometheus, prepared.prometheus, pace, pacePrometheus);
  for (const [name, file] of rules) await pacedCopy(file, join(target, 'rules', name), pace, paceRules);
  return prepared;
}

type Pacer = (text: string, file: string, pace: number) => string;

async function pacedCopy(from: string, to: string, pace: number, pacer: Pacer): Promise<void> {
  const text = await readFile(from, 'utf8');
  const paced = pacer(text, from, pace);
  // At production pace the file is used to the letter, so that line numbers in a component's message are the author's.
  await writeFile(to, pace === 1 ? text : paced);
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new UserError(`Cannot read the configuration folder ${folder}`, {
      code: 'config-unreadable',
      hint: 'Give --config a folder with collector.yaml, prometheus.yml or rules/*.yml in it.',
      cause,
    });
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { keepAllTraces } from './keep-all-traces.ts';
import { layeredFiles } from './config-layers.ts';
import { paceCollector } from './pace-collector.ts';
import { paceDataSources } from './pace-data-sources.ts';
import { paceLegacy } from './pace-legacy.ts';
import { pacePrometheus } from './pace-prometheus.ts';
import { paceRules } from './pace-rules.ts';
import { copyReadable, makeReadableFolder, writeReadable } from '../../lib/readable-files.ts';

/** Which traces the tail sampler keeps: those that its policies sample, or all. */
export type Sampling = 'configured' | 'all';

export interface PrepareConfigOptions {
  pace: number;
  /** Where the configuration of this run is written; made if missing. */
  target: string;
  /** `all`: the tail sampler keeps every trace. */
  sampling?: Sampling | undefined;
  /** A folder laid over stack/config: a file in it wins over ours of the same name. */
  overrides?: string | undefined;
  /** Whether the service `legacy` runs: only then the Collector scrapes it, and there is an alert on it. */
  withLegacy?: boolean;
}

/** Where the configuration of a run lies: what a container is given as SANDBOX_CONFIG is `folder`. */
export interface PreparedConfig {
  folder: string;
  collector: string;
  /** Merged with `collector`; empty without the service `legacy`. */
  legacy: string;
  prometheus: string;
  loki: string;
  jaeger: string;
  /** A folder with `provisioning` and `dashboards` in it. */
  grafana: string;
}

/**
 * Writes the configuration of this run, its durations divided by the pace, and returns its paths. It is readable for
 * all users: the user of a container is not one of this machine. Rejects with a UserError (exit code 2) for an override
 * that cannot be read or is not YAML.
 */
export async function prepareConfig(options: PrepareConfigOptions): Promise<PreparedConfig> {
  const { pace, target, overrides, sampling = 'configured', withLegacy = false } = options;
  const files = await layeredFiles(overrides === undefined ? [configFolder] : [configFolder, overrides]);
  // Mounted by name, so that they must be there with nothing in them too.
  for (const folder of ['', 'rules', 'grafana', 'grafana/provisioning', 'grafana/dashboards']) {
    await makeReadableFolder(join(target, folder));
  }
  for (const [name, file] of files) {
    if (!withLegacy && name === 'rules/legacy.yml') continue;
    if (!withLegacy && name === 'legacy.yaml') {
      await writeReadable(join(target, name), '');
      continue;
    }
    const pacer = pacerOf(name);
    if (pacer === undefined) {
      await copyReadable(file, join(target, name));
      continue;
    }
    const written = await readFile(file, 'utf8');
    const keepsAll = sampling === 'all' && name === 'collector.yaml';
    const text = keepsAll ? keepAllTraces(written, file) : written;
    const paced = pacer(text, file, pace);
    // At production pace the file is used to the letter, so that line numbers in a component's message are the
    // author's.
    await writeReadable(join(target, name), pace === 1 && name !== 'legacy.yaml' ? text : paced);
  }
  return {
    folder: target,
    collector: join(target, 'collector.yaml'),
    legacy: join(target, 'legacy.yaml'),
    prometheus: join(target, 'prometheus.yml'),
    loki: join(target, 'loki.yaml'),
    jaeger: join(target, 'jaeger.yaml'),
    grafana: join(target, 'grafana'),
  };
}

type Pacer = (text: string, file: string, pace: number) => string;

/** What divides the durations of a file; what has none to divide is copied. */
function pacerOf(name: string): Pacer | undefined {
  if (name === 'collector.yaml') return paceCollector;
  if (name === 'legacy.yaml') return paceLegacy;
  if (name === 'prometheus.yml') return pacePrometheus;
  if (name.startsWith('grafana/provisioning/datasources/')) return paceDataSources;
  return name.startsWith('rules/') ? paceRules : undefined;
}

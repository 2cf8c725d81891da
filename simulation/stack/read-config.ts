import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { paceCollector } from '../../stack/pacing/pace-collector.ts';
import { pacePrometheus } from '../../stack/pacing/pace-prometheus.ts';
import { paceRules } from '../../stack/pacing/pace-rules.ts';
import { keysAt, parseYaml } from '../../stack/pacing/yaml-file.ts';
import type { SimulatedStackConfig } from './boot-stack.ts';

type Change = (text: string, file: string) => string;

/** The folder of the files, as the roles see it. */
const folder = '/etc/sandbox';

/**
 * The shipped configuration of the stack, for virtual time. At production pace it is unchanged, except for compression
 * and polling in the Collector's exporters.
 */
export function readConfig(pace = 1): SimulatedStackConfig {
  const rules = readdirSync(join(configFolder, 'rules')).filter((name) => /\.ya?ml$/.test(name));
  const files: Record<string, string> = {};
  const add = (name: string, ...changes: Change[]): void => {
    const file = join(configFolder, name);
    files[`${folder}/${name}`] = changes.reduce((text, change) => change(text, file), readFileSync(file, 'utf8'));
  };
  const at = (pacer: (text: string, file: string, pace: number) => string): Change[] =>
    pace === 1 ? [] : [(text, file) => pacer(text, file, pace)];
  add('collector.yaml', withoutPolling, ...at(paceCollector));
  add('prometheus.yml', ...at(pacePrometheus));
  for (const name of rules.sort()) add(`rules/${name}`, ...at(paceRules));
  return { files, collector: [`${folder}/collector.yaml`], prometheus: `${folder}/prometheus.yml` };
}

/**
 * Turns off what costs time in a simulation and changes nothing: compression, and exporter queues that check for a
 * batch five times a second.
 */
function withoutPolling(text: string, file: string): string {
  const document = parseYaml(text, file);
  for (const id of keysAt(document, ['exporters'])) {
    if (id.split('/')[0] !== 'otlp_http') continue;
    document.setIn(['exporters', id, 'compression'], 'none');
    const flush = ['exporters', id, 'sending_queue', 'batch', 'flush_timeout'];
    if (document.hasIn(flush)) document.setIn(flush, '1s');
  }
  return document.toString({ lineWidth: 0 });
}

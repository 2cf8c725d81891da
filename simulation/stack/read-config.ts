import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { paceCollector } from '../../stack/pacing/pace-collector.ts';
import { pacePrometheus } from '../../stack/pacing/pace-prometheus.ts';
import { paceRules } from '../../stack/pacing/pace-rules.ts';
import { keysAt, parseYaml } from '../../stack/pacing/yaml-file.ts';
import type { VirtualConfig } from './boot-stack.ts';

type Change = (text: string, file: string) => string;

/** Where the files lie for the roles. */
const folder = '/etc/sandbox';

/** The configuration of the stack as it is shipped, for virtual time; at production pace to the letter, but for what only costs time there. */
export function readConfig(pace = 1): VirtualConfig {
  const rules = readdirSync(join(configFolder, 'rules')).filter((name) => /\.ya?ml$/.test(name));
  const files: Record<string, string> = {};
  const add = (name: string, ...changes: Change[]): void => {
    const file = join(configFolder, name);
    files[`${folder}/${name}`] = changes.reduce((text, change) => change(text, file), readFileSync(file, 'utf8'));
  };
  const at = (pacer: (text: string, file: string, pace: number) => string): Change[] =>
    pace === 1 ? [] : [(text, file) => pacer(text, file, pace)];
  add('collector.yaml', unhurried, ...at(paceCollector));
  add('prometheus.yml', ...at(pacePrometheus));
  for (const name of rules.sort()) add(`rules/${name}`, ...at(paceRules));
  return { files, collector: [`${folder}/collector.yaml`], prometheus: `${folder}/prometheus.yml` };
}

/** Between two ends in one thread nothing is gained by compressing, and a queue that looks for a batch five times a second finds none. */
function unhurried(text: string, file: string): string {
  const document = parseYaml(text, file);
  for (const id of keysAt(document, ['exporters'])) {
    if (id.split('/')[0] !== 'otlp_http') continue;
    document.setIn(['exporters', id, 'compression'], 'none');
    const flush = ['exporters', id, 'sending_queue', 'batch', 'flush_timeout'];
    if (document.hasIn(flush)) document.setIn(flush, '1s');
  }
  return document.toString({ lineWidth: 0 });
}

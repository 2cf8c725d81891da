import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { paceCollector } from '../pacing/pace-collector.ts';
import { pacePrometheus } from '../pacing/pace-prometheus.ts';
import { paceRules } from '../pacing/pace-rules.ts';
import type { VirtualConfig } from './boot-virtual.ts';

/** Where the files lie for the roles. */
const folder = '/etc/sandbox';

/** The configuration of the stack as it is shipped, for virtual time; at production pace to the letter. */
export function readConfig(pace = 1): VirtualConfig {
  const rules = readdirSync(join(configFolder, 'rules')).filter((name) => /\.ya?ml$/.test(name));
  const files: Record<string, string> = {};
  const add = (name: string, pacer: (text: string, file: string, pace: number) => string): void => {
    const file = join(configFolder, name);
    const text = readFileSync(file, 'utf8');
    files[`${folder}/${name}`] = pace === 1 ? text : pacer(text, file, pace);
  };
  add('collector.yaml', paceCollector);
  add('prometheus.yml', pacePrometheus);
  for (const name of rules.sort()) add(`rules/${name}`, paceRules);
  return { files, collector: [`${folder}/collector.yaml`], prometheus: `${folder}/prometheus.yml` };
}

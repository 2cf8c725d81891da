import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { agentConfig } from './agent-config.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { prometheusConfig } from './prometheus-config.ts';

/** A ConfigMap: each key and the file with its value, relative to the exported folder. */
export interface ConfigMapFiles {
  name: string;
  files: Readonly<Record<string, string>>;
}

/** The configuration of all components, out of the files that every runtime uses. */
export interface ConfigFiles {
  /** By path in the exported folder. */
  files: Record<string, string>;
  maps: ConfigMapFiles[];
}

const read = (...path: string[]): string => readFileSync(join(configFolder, ...path), 'utf8');

export function configFiles(gateway: GatewayConfig): ConfigFiles {
  const files: Record<string, string> = {};
  const maps: ConfigMapFiles[] = [];
  const add = (name: string, entries: Record<string, [path: string, text: string]>): void => {
    for (const [path, text] of Object.values(entries)) files[`config/${path}`] = text;
    const keys = Object.entries(entries).map(([key, [path]]) => [key, `config/${path}`]);
    maps.push({ name, files: Object.fromEntries(keys) as Record<string, string> });
  };
  const folder = (name: string, ...path: string[]): void => {
    const names = readdirSync(join(configFolder, ...path)).sort();
    add(name, Object.fromEntries(names.map((file) => [file, [[...path, file].join('/'), read(...path, file)]])));
  };
  add('otel-agent-config', { 'config.yaml': ['otel-agent.yaml', agentConfig(gateway.otlpPort)] });
  add('otel-gateway-config', { 'config.yaml': ['otel-gateway.yaml', gateway.text] });
  add('jaeger-config', {
    'config.yaml': ['jaeger.yaml', read('jaeger.yaml')],
    'ui.json': ['jaeger-ui.json', read('jaeger-ui.json')],
  });
  add('prometheus-config', { 'prometheus.yml': ['prometheus.yml', prometheusConfig(read('prometheus.yml'))] });
  folder('prometheus-rules', 'rules');
  add('loki-config', { 'sandbox.yaml': ['loki.yaml', read('loki.yaml')] });
  folder('grafana-datasources', 'grafana', 'provisioning', 'datasources');
  folder('grafana-providers', 'grafana', 'provisioning', 'dashboards');
  folder('grafana-dashboards', 'grafana', 'dashboards');
  return { files, maps };
}

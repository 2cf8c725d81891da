import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFolder } from '../../lib/paths.ts';
import { legacy } from '../services/legacy.ts';

interface LegacyConfig {
  receivers: { 'prometheus/legacy': { config: { scrape_configs: [Record<string, unknown>] } } };
}

/**
 * The scrape of the service without OpenTelemetry: each agent scrapes its pods on the same node, so that no target is
 * scraped twice.
 */
export function legacyScrape(): Record<string, unknown> {
  const file = parse(readFileSync(join(configFolder, 'legacy.yaml'), 'utf8')) as LegacyConfig;
  const [{ job_name, scrape_interval, scrape_timeout }] = file.receivers['prometheus/legacy'].config.scrape_configs;
  return {
    ...{ job_name, scrape_interval, scrape_timeout },
    kubernetes_sd_configs: [
      {
        role: 'pod',
        namespaces: { own_namespace: true },
        selectors: [
          {
            role: 'pod',
            label: `app.kubernetes.io/name=${legacy.name}`,
            field: 'spec.nodeName=${env:K8S_NODE_NAME}',
          },
        ],
      },
    ],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: 'http', action: 'keep' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
    ],
  };
}

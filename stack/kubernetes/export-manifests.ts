import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { configFolder } from '../../lib/paths.ts';
import { services } from '../services/index.ts';
import { backendManifests } from './backends.ts';
import { agentManifests, gatewayManifests } from './collectors.ts';
import { type ComposeSettings, readComposeSettings } from './compose-settings.ts';
import { configFiles, type ConfigMapFiles } from './config-files.ts';
import { serviceManifests } from './demo-services.ts';
import { gatewayConfig } from './gateway-config.ts';
import type { Manifest } from './manifest.ts';
import { agentName, gatewayName } from './names.ts';
import { networkPolicies } from './network-policies.ts';
import { readme } from './readme.ts';

export const namespace = 'sandbox';

/** What is exported, and what the user has to provide. */
export interface ExportedManifests {
  /** By path in the exported folder. */
  files: Readonly<Record<string, string>>;
  /** Variables of the user's Collector configuration: keys of the secret `otel-gateway`. */
  variables: readonly string[];
}

/**
 * The stack as Kustomize manifests, out of docker-compose.yml, the services' descriptors and stack/config. `collector` is
 * the user's own configuration of the sampling gateways.
 * @throws UserError if that configuration cannot run there
 */
export function exportManifests(collector?: { file: string; text: string }): ExportedManifests {
  const settings = readComposeSettings();
  const own = { file: 'collector.yaml', text: readFileSync(join(configFolder, 'collector.yaml'), 'utf8') };
  const { text, file } = collector ?? own;
  const gateway = gatewayConfig(text, file);
  const config = configFiles(gateway);
  const collectorSettings = settings['otel-collector'];
  const manifests: Record<string, Manifest[]> = {
    namespace: [namespaceManifest],
    [agentName]: agentManifests(collectorSettings, namespace),
    [gatewayName]: gatewayManifests(collectorSettings, gateway),
    ...backendManifests(settings),
    ...serviceManifests(settings),
    'network-policies': networkPolicies({
      otlpPort: gateway.otlpPort,
      exportsAnywhere: collector !== undefined,
    }),
  };
  const paths = Object.keys(manifests).map((name) => `manifests/${name}.yaml`);
  const variables = gateway.variables.filter((name) => name !== 'POD_NAME');
  return {
    variables,
    files: {
      'kustomization.yaml': kustomization(paths, config.maps),
      ...Object.fromEntries(Object.entries(manifests).map(([name, all]) => [`manifests/${name}.yaml`, toYaml(all)])),
      ...config.files,
      'README.md': readme({ variables, images: builtImages(settings) }),
    },
  };
}

/** Pods that need more than the profile `restricted` allows are rejected. */
const namespaceManifest: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespace,
    labels: Object.fromEntries(
      ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
    ),
  },
};

function kustomization(resources: readonly string[], maps: readonly ConfigMapFiles[]): string {
  return toYaml([
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace,
      labels: [{ pairs: { 'app.kubernetes.io/part-of': 'sandbox' } }],
      resources,
      // Their names get a hash of the content, so that a change restarts the pods that use them.
      configMapGenerator: maps.map(({ name, files }) => ({
        name,
        files: Object.entries(files).map(([key, path]) => `${key}=${path}`),
      })),
      secretGenerator: [
        {
          name: 'postgres-credentials',
          literals: ['POSTGRES_PASSWORD=sandbox', 'DATABASE_URL=postgres://sandbox:sandbox@postgres:5432/sandbox'],
        },
      ],
    },
  ]);
}

/** Kubernetes reads YAML 1.1, in which `no` is false: such a text is quoted. */
function toYaml(documents: readonly object[]): string {
  return documents
    .map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' }))
    .join('---\n');
}

/** Images of the demo services, which no registry has. */
function builtImages(settings: Readonly<Record<string, ComposeSettings>>): string[] {
  return [...new Set(services.flatMap(({ name }) => settings[name]?.image ?? []))];
}

import type { ComponentKind } from '../collector/component-id.ts';
import { engineType } from '../collector/component-types.ts';
import { contribRelease } from '../collector/contrib-release.ts';
import { inventory } from '../collector/inventory.ts';
import { alike } from '../collector/known-components.ts';

/** First segments of gates that do not name a component by its kind and type, and whose gates they are. */
const owners: Readonly<Record<string, string>> = {
  // The engine has these two in an older release.
  'connector.routing.': 'the routing connector',
  'connector.servicegraph.': 'the service_graph connector',
  'clickhouse.': 'the clickhouse exporter',
  'cloudfoundry.': 'the cloud_foundry receiver',
  'datadog.': 'the Datadog components',
  'domainControllers.': 'the active_directory_ds receiver',
  'exporter.googlemanagedpromethues.': 'the googlemanagedprometheus exporter',
  'extension.encoding.': 'an encoding extension',
  'filelog.': 'the file_log receiver',
  'hostmetrics.': 'the host_metrics receiver',
  'k8sattr.': 'the k8s_attributes processor',
  'pkg.translator.faro.': 'the faro components',
  'stanza.': 'the log receivers',
  'translator.skywalking.': 'the skywalking receiver',
};

/**
 * Whose gate an ID is that the engine does not have, if it is one of a component of the contrib distribution that the
 * engine lacks or has in another release: `the kubelet_stats receiver`. Undefined for any other.
 */
export function ownerOfGate(id: string): string | undefined {
  const prefix = Object.keys(owners).find((start) => id.startsWith(start));
  if (prefix !== undefined) return owners[prefix];
  const [, kind = '', named = ''] = /^(receiver|processor|exporter|connector|extension)\.(\w+)\./.exec(id) ?? [];
  const types = contribRelease.types[`${kind}s`] ?? [];
  const names = [named, named.replace(new RegExp(`${kind}$`), '')];
  const type = types.find((one) => names.some((name) => name !== '' && alike(one, name)));
  if (type === undefined || isInEngine(kind, type)) return undefined;
  return `the ${type} ${kind}`;
}

function isInEngine(kind: string, type: string): boolean {
  if (kind === 'extension') return inventory.extensions.some((one) => alike(one, type));
  return engineType(`${kind}s` as ComponentKind, type) !== undefined;
}

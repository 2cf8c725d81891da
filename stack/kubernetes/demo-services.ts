import type { ComponentName } from '../components/component.ts';
import { services, type Service } from '../services/index.ts';
import type { ComposeSettings } from './compose-settings.ts';
import { type Manifest, service, serviceAccount } from './manifest.ts';
import { httpProbe, deployment, memory } from './workload.ts';

/** The manifests of the demo services, by the name of their file. */
export function serviceManifests(
  settings: Readonly<Record<ComponentName, ComposeSettings>>,
): Record<string, Manifest[]> {
  return Object.fromEntries(services.map((one) => [one.name, manifestsOf(one, settings[one.name])]));
}

function manifestsOf({ name, port, healthPath, environment }: Service, settings: ComposeSettings): Manifest[] {
  const ports = { http: port.default };
  const secrets = Object.entries(environment).filter(([, value]) => isDatabase(value));
  return [
    serviceAccount(name),
    deployment({
      ...{ name, settings, ports, serviceAccount: name },
      readiness: httpProbe(healthPath, 'http'),
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        // Faults are injected through a port-forward, which reaches 127.0.0.1 of the pod.
        { name: 'CONTROL_HOST', value: '127.0.0.1' },
        { name: 'OTEL_RESOURCE_ATTRIBUTES', value: ofPod(settings.environment.OTEL_RESOURCE_ATTRIBUTES ?? '') },
        ...secrets.map(([variable]) => ({
          name: variable,
          valueFrom: { secretKeyRef: { name: 'postgres-credentials', key: variable } },
        })),
      ],
      mounts: [{ name: 'tmp', path: '/tmp', source: memory(16), isWritable: true }],
    }),
    service(name, ports),
  ];
}

function isDatabase(value: Service['environment'][string]): boolean {
  return typeof value !== 'string' && value.urlOf === 'postgres';
}

/** Each pod is an instance of its own: with the same id, the series of two would collide. */
function ofPod(attributes: string): string {
  return attributes.replace(/service\.instance\.id=[^,]*/, 'service.instance.id=$(POD_NAME)');
}

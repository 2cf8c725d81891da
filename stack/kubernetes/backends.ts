import type { ComponentName } from '../components/component.ts';
import type { ComposeSettings } from './compose-settings.ts';
import { type Manifest, service, serviceAccount } from './manifest.ts';
import { backendPorts } from './names.ts';
import { configMap, deployment, httpProbe, memory, statefulSet } from './workload.ts';

type Settings = Readonly<Record<ComponentName, ComposeSettings>>;

/** The manifests of each backend, by the name of their file. */
export function backendManifests(settings: Settings): Record<string, Manifest[]> {
  return {
    jaeger: jaeger(settings.jaeger),
    prometheus: prometheus(settings.prometheus),
    loki: loki(settings.loki),
    grafana: grafana(settings.grafana),
    postgres: postgres(settings.postgres),
    redis: redis(settings.redis),
  };
}

function jaeger(settings: ComposeSettings): Manifest[] {
  const name = 'jaeger';
  const ports = { ...backendPorts.jaeger, health: 13133 };
  const readiness = httpProbe('/status', 'health');
  const config = configMap('jaeger-config');
  return [
    serviceAccount(name),
    deployment(
      {
        ...{ name, settings, ports, readiness, serviceAccount: name },
        mounts: [
          { name: 'config', path: '/etc/jaeger', source: config },
          { name: 'tmp', path: '/tmp', source: memory(16), isWritable: true },
        ],
      },
      // Its traces are in its memory: two of them at a time would each have some.
      { strategy: { type: 'Recreate' } },
    ),
    service(name, backendPorts.jaeger),
  ];
}

function prometheus(settings: ComposeSettings): Manifest[] {
  const name = 'prometheus';
  return [
    serviceAccount(name),
    statefulSet(
      {
        ...{ name, settings, ports: backendPorts.prometheus, serviceAccount: name, cpuMilli: 100 },
        readiness: httpProbe('/-/ready', 'http'),
        liveness: httpProbe('/-/healthy', 'http'),
        graceSeconds: 60,
        mounts: [
          // A single file: the folder of the rules cannot be mounted into a mounted configuration.
          {
            ...{ name: 'config', path: '/etc/prometheus/prometheus.yml', subPath: 'prometheus.yml' },
            source: configMap('prometheus-config'),
          },
          { name: 'rules', path: '/etc/prometheus/rules', source: configMap('prometheus-rules') },
          { name: 'data', path: '/prometheus', isWritable: true },
        ],
      },
      { volume: 'data', sizeGib: 2 },
    ),
    service(name, backendPorts.prometheus),
  ];
}

function loki(settings: ComposeSettings): Manifest[] {
  const name = 'loki';
  return [
    serviceAccount(name),
    statefulSet(
      {
        ...{ name, settings, ports: backendPorts.loki, serviceAccount: name },
        readiness: httpProbe('/ready', 'http'),
        graceSeconds: 60,
        mounts: [
          { name: 'config', path: '/etc/loki/sandbox.yaml', subPath: 'sandbox.yaml', source: configMap('loki-config') },
          { name: 'data', path: '/loki', isWritable: true },
          { name: 'tmp', path: '/tmp', source: memory(16), isWritable: true },
        ],
      },
      { volume: 'data', sizeGib: 5 },
    ),
    service(name, backendPorts.loki),
  ];
}

function grafana(settings: ComposeSettings): Manifest[] {
  const name = 'grafana';
  const provisioning = '/etc/grafana/provisioning';
  return [
    serviceAccount(name),
    deployment({
      ...{ name, settings: { ...settings, gid: settings.uid }, ports: backendPorts.grafana, serviceAccount: name },
      readiness: httpProbe('/api/health', 'http'),
      // Anyone who reaches the Service may look; port-forward is the only way from outside.
      env: [{ name: 'GF_AUTH_ANONYMOUS_ORG_ROLE', value: 'Viewer' }],
      mounts: [
        { name: 'datasources', path: `${provisioning}/datasources`, source: configMap('grafana-datasources') },
        { name: 'providers', path: `${provisioning}/dashboards`, source: configMap('grafana-providers') },
        { name: 'dashboards', path: '/var/lib/grafana/dashboards', source: configMap('grafana-dashboards') },
        { name: 'data', path: '/var/lib/grafana', source: { emptyDir: { sizeLimit: '256Mi' } }, isWritable: true },
        { name: 'tmp', path: '/tmp', source: memory(32), isWritable: true },
      ],
    }),
    service(name, backendPorts.grafana),
  ];
}

function postgres(settings: ComposeSettings): Manifest[] {
  const name = 'postgres';
  const ask = ['pg_isready', '--quiet', '--host=127.0.0.1', '--username=sandbox', '--dbname=sandbox'];
  return [
    serviceAccount(name),
    statefulSet(
      {
        ...{ name, settings, ports: backendPorts.postgres, serviceAccount: name },
        readiness: { exec: { command: ask } },
        env: [
          {
            name: 'POSTGRES_PASSWORD',
            valueFrom: { secretKeyRef: { name: 'postgres-credentials', key: 'POSTGRES_PASSWORD' } },
          },
        ],
        mounts: [
          { name: 'data', path: '/var/lib/postgresql/data', isWritable: true },
          { name: 'run', path: '/var/run/postgresql', source: memory(16), isWritable: true },
          { name: 'tmp', path: '/tmp', source: memory(16), isWritable: true },
        ],
      },
      { volume: 'data', sizeGib: 1 },
    ),
    service(name, backendPorts.postgres),
  ];
}

function redis(settings: ComposeSettings): Manifest[] {
  const name = 'redis';
  return [
    serviceAccount(name),
    deployment({
      ...{ name, settings, ports: backendPorts.redis, serviceAccount: name },
      readiness: { exec: { command: ['valkey-cli', 'ping'] } },
      mounts: [{ name: 'data', path: '/data', source: memory(16), isWritable: true }],
    }),
    service(name, backendPorts.redis),
  ];
}

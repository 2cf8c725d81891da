import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../../lib/paths.ts';
import {
  collectorArguments,
  prometheusArguments,
  serviceNodeFlags,
  servicePreloads,
} from '../../../stack/components/arguments.ts';
import { componentNames } from '../../../stack/components/component.ts';
import { serviceNames, services as ourServices } from '../../../stack/services/index.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import { publishedPorts } from '../../../stack/components/ports.ts';
import { telemetryVariablesOf } from '../../../stack/services/telemetry.ts';
import { publishedImages, pythonBase, nodeBase } from '../../../stack/images/pinned.ts';
import { dockerfile } from '../../../stack/images/services/dockerfile.ts';
import { telemetryIntervals } from '../../../stack/pacing/telemetry-intervals.ts';

interface Service {
  image: string;
  user?: string;
  command: string[];
  profiles?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  restart?: string;
  ports?: string[];
  labels?: Record<string, string>;
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  volumes?: { type: string; read_only?: boolean; bind?: { create_host_path: boolean } }[];
}

const compose = parse(readFileSync(join(packageRoot, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const services = Object.entries(compose.services);
const service = (name: string): Service => compose.services[name] ?? expect.unreachable(name);

describe('docker-compose.yml', () => {
  it('has the components, by their names', () => {
    expect(services.map(([name]) => name).sort()).toEqual([...componentNames].sort());
  });

  it('pins the Collector and Prometheus at the versions of the engine', () => {
    expect(service('otel-collector').image).toMatch(new RegExp(`:${componentVersions.collector}$`));
    expect(service('prometheus').image).toMatch(new RegExp(`:v${componentVersions.prometheus}$`));
    const constant = (file: string, name: string): string | undefined =>
      new RegExp(`const ${name} = "(.*)"`).exec(readFileSync(join(packageRoot, 'engine', file), 'utf8'))?.[1];
    expect(constant('collector/command.go', 'version')).toBe(componentVersions.collector);
    expect(constant('prometheus/server.go', 'release')).toBe(componentVersions.prometheus);
  });

  it.each(services)('gives %s no right that it does not need', (name, one) => {
    expect(one).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: serviceNames.some((service) => service === name) ? '${SANDBOX_SERVICE_RESTART:-on-failure:5}' : 'no',
      labels: { 'dev.sandbox.session': '${SANDBOX_SESSION:-}', 'dev.sandbox.owner': '${SANDBOX_OWNER:-}' },
    });
    expect(one.mem_limit).toMatch(/^\d+m$/);
    expect(one.user).toMatch(/^(?!root|0(:|$))./);
    expect(one.ports?.filter((port) => !port.startsWith('127.0.0.1:')) ?? []).toEqual([]);
    const binds = one.volumes?.filter(({ type }) => type === 'bind') ?? [];
    // A folder that Docker makes in place of a missing file would be root's.
    expect(binds.filter((bind) => bind.read_only !== true || bind.bind?.create_host_path !== false)).toEqual([]);
  });

  it('publishes the ports that are documented, each by a variable', () => {
    const published = services.flatMap(([component, { ports = [] }]) =>
      ports.flatMap((port) => {
        const [, name, number] = /\$\{SANDBOX_PORT_(\w+):-(\d+)\}:\d+$/.exec(port) ?? [];
        return name === undefined ? [] : [{ name, component, port: Number(number) }];
      }),
    );
    const documented = Object.entries(publishedPorts).map(([name, { component, port }]) => ({
      name: name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      ...{ component, port },
    }));
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect(published.sort(byName)).toEqual(documented.sort(byName));
  });

  it('starts the programs as the embedded runtime does', () => {
    expect(service('otel-collector').command).toEqual([
      '--config=/etc/otelcol-contrib/config.yaml',
      '--config=/etc/otelcol-contrib/legacy.yaml',
      ...collectorArguments,
    ]);
    expect(service('prometheus').command.filter((argument) => !/^--(config|storage)\./.test(argument))).toEqual([
      ...prometheusArguments,
    ]);
    const preloads = servicePreloads.map((source) => `--import=./${source}.js`);
    expect(dockerfile).toContain(JSON.stringify(['node', ...serviceNodeFlags, ...preloads]));
  });

  it.each(ourServices)(
    'starts $name as its descriptor says',
    ({ name, profile, launcher, port, environment, dependsOn }) => {
      const { command, profiles, environment: variables = {}, depends_on = {} } = service(name);
      if (launcher.kind === 'node') expect(command).toEqual([`${launcher.main}.js`]);
      expect(profiles).toEqual(profile === 'core' ? undefined : [profile]);
      expect(variables.PORT).toBe(String(port.default));
      for (const [variable, value] of Object.entries(environment)) {
        const host = typeof value === 'string' ? value : `//${value.urlOf === 'postgres' ? '.*@' : ''}${value.urlOf}:`;
        expect(variables[variable]).toMatch(new RegExp(host));
      }
      expect(Object.keys(depends_on)).toEqual(expect.arrayContaining([...dependsOn]));
    },
  );

  it.each(ourServices)('configures the SDK of $name as the embedded runtime does', (one) => {
    expect(service(one.name).environment).toMatchObject({
      ...telemetryVariablesOf(one),
      OTEL_TRACES_SAMPLER: '${OTEL_TRACES_SAMPLER:-parentbased_always_on}',
      OTEL_TRACES_SAMPLER_ARG: '${OTEL_TRACES_SAMPLER_ARG:-}',
    });
  });

  it.each(serviceNames)('lets %s send its telemetry as often as the embedded runtime does at pace 1', (name) => {
    const { metrics, batches } = telemetryIntervals(1);
    expect(service(name).environment).toMatchObject({
      OTEL_METRIC_EXPORT_INTERVAL: `\${OTEL_METRIC_EXPORT_INTERVAL:-${metrics}}`,
      OTEL_BSP_SCHEDULE_DELAY: `\${OTEL_BSP_SCHEDULE_DELAY:-${batches}}`,
      OTEL_BLRP_SCHEDULE_DELAY: `\${OTEL_BLRP_SCHEDULE_DELAY:-${Math.min(batches, 1000)}}`,
    });
  });

  it('pins every published image by its version', () => {
    expect(publishedImages().map(({ components: [name] }) => name)).toEqual(
      componentNames.filter((name) => !serviceNames.some((ours) => ours === name)),
    );
    for (const { reference } of [...publishedImages(), nodeBase(), pythonBase()]) {
      expect(reference).toMatch(/:v?\d+(\.\d+\.\d+|-bookworm(-slim)?|\.\d+(-slim)?-trixie)$|^debian:trixie-slim$/);
    }
  });
});

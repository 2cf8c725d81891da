import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { defined } from '../../lib/defined.ts';
import type { ComponentName } from '../../stack/components/component.ts';
import { composeFile } from '../../stack/images/pinned.ts';
import { prepareConfig } from '../../stack/pacing/prepare-config.ts';

/** What is used of `docker compose config --format json`: every variable filled in, every path absolute. */
interface ComposeService {
  image: string;
  command: string[] | null;
  environment?: Record<string, string>;
  user: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  mem_limit: string;
  healthcheck?: { test: ['CMD', ...string[]] };
  tmpfs?: string[];
  volumes?: { type: 'bind' | 'volume'; source: string; target: string; read_only?: boolean }[];
}

/** A container as docker-compose.yml describes it, alone: with its rights, its limits and our configuration. */
class ComponentContainer extends GenericContainer {
  constructor(service: ComposeService, ports: readonly number[]) {
    super(service.image);
    if (service.command) this.withCommand(service.command);
    const volumes = service.volumes ?? [];
    this.withEnvironment(service.environment ?? {})
      .withUser(service.user)
      .withDroppedCapabilities(...service.cap_drop)
      .withSecurityOpt(...service.security_opt)
      .withTmpFs(Object.fromEntries((service.tmpfs ?? []).map((entry) => splitAt(entry, ':'))))
      .withExposedPorts(...ports);
    if (service.healthcheck) this.withHealthCheck({ test: service.healthcheck.test, interval: 500, retries: 100 });
    this.hostConfig.ReadonlyRootfs = service.read_only;
    this.hostConfig.Memory = Number(service.mem_limit);
    this.hostConfig.Mounts = volumes.map(({ type, source, target, read_only = false }) => ({
      // A volume without a name goes with its container.
      ...{ Type: type, Target: target, Source: type === 'bind' ? source : '', ReadOnly: read_only },
    }));
  }

  protected override beforeContainerCreated(): Promise<void> {
    // No other machine on the network may reach it.
    for (const bindings of Object.values(this.hostConfig.PortBindings as Record<string, { HostIp?: string }[]>)) {
      for (const binding of bindings) binding.HostIp = '127.0.0.1';
    }
    return Promise.resolve();
  }
}

export interface StartedComponent {
  container: StartedTestContainer;
  /** `http://127.0.0.1:PORT` of a port inside. */
  url: (port: number) => string;
  stop: () => Promise<void>;
}

export interface StartComponentOptions {
  /** Those inside that the test uses. */
  ports: readonly number[];
  /** What is asked, over HTTP from here, until it answers 200; without it the container's own health check must succeed. */
  ready?: { port: number; path: string };
  /** Takes the place of the image of docker-compose.yml. */
  image?: string;
  /** Variables of docker-compose.yml. */
  env?: Record<string, string>;
  pace?: number;
}

/** Starts one component alone, with the configuration that a boot would give it. The names of the other components do not resolve. */
export async function startComponent(name: ComponentName, options: StartComponentOptions): Promise<StartedComponent> {
  const { ports, ready, image, env = {}, pace = 20 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-component-'));
  try {
    const config = await prepareConfig({ pace, target: join(folder, 'config') });
    const { stdout } = await execa('docker', ['compose', '-f', composeFile, 'config', '--format', 'json'], {
      cwd: dirname(composeFile),
      env: { SANDBOX_CONFIG: config.folder, ...env },
    });
    const { services } = JSON.parse(stdout) as { services: Record<string, ComposeService> };
    const service = services[name];
    if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
    const specified = new ComponentContainer({ ...service, ...defined({ image }) }, ports);
    specified.withWaitStrategy(
      ready ? Wait.forHttp(ready.path, ready.port).withStartupTimeout(60_000) : Wait.forHealthCheck(),
    );
    const container = await specified.start();
    return {
      container,
      url: (port) => `http://127.0.0.1:${container.getMappedPort(port)}`,
      stop: async () => {
        await container.stop();
        await rm(folder, { recursive: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

import { once } from '../../../lib/once.ts';
import type { ComponentName } from '../../components/component.ts';
import { localUrl } from '../../components/endpoints.ts';
import { ensureShop } from '../../engine/build/ensure-engine.ts';
import type { EnsureOptions } from '../../engine/build/ensure-program.ts';
import { type LoadedEngine, loadEngine } from '../../engine/load.ts';
import type { ShopRole } from '../../engine/start.ts';
import { telemetryVariablesOf } from '../../services/telemetry.ts';
import type { ServiceDescriptor } from '../../services/service.ts';
import type { PartSpec } from '../parts/part.ts';
import { askRedis } from './faults/ask.ts';
import { rolePart } from './role-part.ts';

/**
 * Returns a function that builds and loads the program of the Go services, once: a sandbox without them must not pay for
 * it.
 */
export function shopLoader(options: EnsureOptions): () => Promise<LoadedEngine> {
  return once(async () => loadEngine(await ensureShop(options)));
}

export interface ShopPartOptions {
  name: ComponentName;
  shop: LoadedEngine;
  log: (component: ComponentName, line: string) => void;
}

/** Redis with its data in memory: lost when it ends, like those of a container without a volume. */
export function redisPart(port: number, { name, shop, log }: ShopPartOptions): PartSpec {
  return rolePart({
    ...{ name, role: 'redis', engine: shop, log },
    argv: [`--port=${port}`],
    listeners: { [port]: port },
    memoryLimitBytes: shopMemory,
    ask: askRedis(port),
  });
}

/** A service in Go. `env` has `PORT` and `CONTROL_PORT`, as for a process; the URLs in it are of this machine. */
export function shopServicePart(
  service: Pick<ServiceDescriptor, 'name' | 'telemetry' | 'healthPath' | 'shutdownMs'>,
  role: Exclude<ShopRole, 'redis'>,
  env: Readonly<Record<string, string>>,
  { name, shop, log }: ShopPartOptions,
): PartSpec {
  const ports = [Number(env.PORT), Number(env.CONTROL_PORT)];
  const url = localUrl(Number(env.PORT));
  return rolePart({
    ...{ name, role, engine: shop, url, log, restarts: true },
    argv: [],
    env: { ...telemetryVariablesOf(service), ...env },
    listeners: Object.fromEntries(ports.map((port) => [port, port])),
    hosts: addressesIn(env),
    memoryLimitBytes: shopMemory,
    ask: `${url}${service.healthPath}`,
    stopMs: service.shutdownMs + 1_000,
  });
}

/** To a role, 127.0.0.1 is itself: the addresses of other components on this machine are named one by one. */
function addressesIn(env: Readonly<Record<string, string>>): Record<string, string> {
  const urls = Object.values(env).filter((value) => URL.canParse(value));
  const here = urls.map((url) => new URL(url).host).filter((host) => host.startsWith('127.0.0.1:'));
  return Object.fromEntries(here.map((address) => [address, address]));
}

/** As `mem_limit` of the services' containers. */
const shopMemory = 256 * 2 ** 20;

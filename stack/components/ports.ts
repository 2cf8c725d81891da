import { createServer } from 'node:net';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { ComponentName } from './component.ts';

export interface PublishedPort {
  component: ComponentName;
  port: number;
  /** What answers there, for messages. */
  serves: string;
}

/** The ports that people and clients use, always on 127.0.0.1. */
export const publishedPorts = {
  gateway: { component: 'gateway', port: 8080, serves: 'gateway' },
  otlpGrpc: { component: 'otel-collector', port: 4317, serves: 'OTLP over gRPC' },
  otlpHttp: { component: 'otel-collector', port: 4318, serves: 'OTLP over HTTP' },
  collectorHealth: { component: 'otel-collector', port: 13133, serves: "the Collector's health" },
  collectorMetrics: { component: 'otel-collector', port: 8888, serves: "the Collector's own metrics" },
  jaeger: { component: 'jaeger', port: 16686, serves: 'Jaeger' },
  prometheus: { component: 'prometheus', port: 9090, serves: 'Prometheus' },
  loki: { component: 'loki', port: 3100, serves: 'Loki' },
  grafana: { component: 'grafana', port: 3000, serves: 'Grafana' },
} as const satisfies Record<string, PublishedPort>;

export type PortName = keyof typeof publishedPorts;
export type PortPlan = Record<PortName, number>;

/**
 * Decides which port serves what: `default` takes the published ports, `auto` finds free ones.
 * Ports in `unused` are not searched for.
 */
export async function planPorts(mode: 'default' | 'auto', unused: readonly PortName[] = []): Promise<PortPlan> {
  const plan = Object.fromEntries(Object.entries(publishedPorts).map(([name, { port }]) => [name, port])) as PortPlan;
  if (mode === 'default') return plan;
  const names = (Object.keys(publishedPorts) as PortName[]).filter((name) => !unused.includes(name));
  const free = await findFreePorts(names.length);
  for (const [index, name] of names.entries()) plan[name] = free[index] ?? plan[name];
  return plan;
}

/** Those of the published ports that somebody else listens on now. */
export async function takenPorts(names = Object.keys(publishedPorts) as PortName[]): Promise<PublishedPort[]> {
  const checked = await Promise.all(
    names.map(async (name) => ((await isFree(publishedPorts[name].port)) ? [] : [publishedPorts[name]])),
  );
  return checked.flat();
}

/**
 * Finds `count` free ports outside the range from which systems give ports to outgoing connections, so that none is taken by chance
 * between the search and its use. Concurrent searches start at different places.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const first = 20_000;
  const range = 10_000;
  const start = Math.floor(Math.random() * range);
  const found: number[] = [];
  for (let step = 0; step < range && found.length < count; step += 1) {
    const port = first + ((start + step) % range);
    if (await isFree(port)) found.push(port);
  }
  if (found.length === count) return found;
  throw new UserError(
    `Only ${found.length} of ${count} free ports were found between ${first} and ${first + range - 1}`,
    {
      code: 'no-free-ports',
      exitCode: ExitCode.bootFailed,
      hint: 'End what holds the others, or use --ports default.',
    },
  );
}

/** Whether 127.0.0.1 lets us listen on a port; a listener on all addresses counts as holding it too. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

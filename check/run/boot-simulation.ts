import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Random } from '../../lib/random.ts';
import { CollectorClient, CollectorMetrics } from '../../stack/clients/collector.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorArguments, prometheusArguments } from '../../stack/components/arguments.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import type { Features } from '../inputs/features/feature-list.ts';
import { memoryTransport } from '../../simulation/clients/memory-transport.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import type { RunningRole } from '../../simulation/stack/start-role.ts';
import { roleStarter } from '../../simulation/stack/role-starter.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';

export interface SimulationBootOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  /** The client for requests to the roles; closed with them. */
  http: MemoryHttpClient;
  /**
   * The configuration file of each tier of Collectors, and their hosts; started in this order, and stopped in the reverse.
   * A failed start rejects with `failedCode`.
   */
  collectors: readonly { text: string; hosts: readonly string[]; failedCode: string }[];
  /** Texts by absolute path, and the path of the configuration file among them. */
  prometheus: { files: Readonly<Record<string, string>>; path: string };
  features?: Pick<Features, 'enabled' | 'gates'> | undefined;
  onLog: (host: string, line: string) => void;
}

/** The Collectors and Prometheus of a running simulation. */
export interface BootedSimulation {
  prometheus: PrometheusClient;
  /** The metrics of the Collectors on some hosts about themselves, all together. */
  metricsOf(hosts: readonly string[]): Pick<CollectorClient, 'read'>;
  /** Rejects if a role ends without being stopped. */
  broken: Promise<never>;
  stop(): Promise<void>;
}

const collectorFile = '/etc/otelcol/config.yaml';

/**
 * Starts Prometheus and the Collectors; to be called within `time.run`. Rejects with a UserError if one rejects its
 * configuration.
 */
export async function bootSimulation(options: SimulationBootOptions): Promise<BootedSimulation> {
  const { engine, time, random, network, http, onLog } = options;
  const transport = memoryTransport(http);
  const start = roleStarter({ engine, time, random, network, onLog });
  const prometheus = await start(
    'prometheus',
    [
      `--config.file=${options.prometheus.path}`,
      '--storage.tsdb.path=/prometheus',
      // For a Collector with a remote write exporter.
      '--web.enable-remote-write-receiver',
      ...prometheusArguments,
      ...flags('--enable-feature', options.features?.enabled),
    ],
    options.prometheus.files,
  );
  const collectors: RunningRole[] = [];
  for (const { text, hosts, failedCode } of options.collectors) {
    for (const host of hosts) {
      const gates = flags('--feature-gates', options.features?.gates);
      const argv = [`--config=${collectorFile}`, ...collectorArguments, ...gates];
      const starting = start('collector', argv, { [collectorFile]: text }, host);
      collectors.push(await starting.catch((error: unknown) => Promise.reject(withCode(error, failedCode) as Error)));
    }
  }
  let stopping = false;
  const broken = Promise.race([
    prometheus.exited.then((exit) => ({ name: 'Prometheus', ...exit })),
    ...collectors.map((one) => one.exited.then((exit) => ({ name: 'the Collector', ...exit }))),
  ]).then(({ name, code, message }): Promise<never> => {
    if (stopping) return new Promise(() => undefined);
    throw new UserError(`${name} ended during the simulation with code ${code}: ${message ?? 'it was not stopped'}`, {
      code: 'engine-failed',
      exitCode: ExitCode.bootFailed,
    });
  });
  broken.catch(() => undefined);
  return {
    prometheus: new PrometheusClient('http://prometheus:9090', transport),
    metricsOf: (hosts) => ({
      read: async (signal) => {
        const samples = [];
        for (const host of hosts) {
          samples.push(...(await new CollectorClient(`http://${host}:8888`, transport).read(signal)).samples);
        }
        return new CollectorMetrics(samples);
      },
    }),
    broken,
    stop: async () => {
      stopping = true;
      http.close();
      for (const collector of collectors.toReversed()) await collector.stop();
      await prometheus.stop();
    },
  };
}

function flags(name: string, values: readonly string[] = []): string[] {
  return values.length === 0 ? [] : [`${name}=${values.join(',')}`];
}

function withCode(error: unknown, code: string): unknown {
  if (!(error instanceof UserError)) return error;
  const { message, exitCode, details } = error;
  return new UserError(message, { code, exitCode, details, cause: error });
}

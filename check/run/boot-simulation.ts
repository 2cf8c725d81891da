import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Random } from '../../lib/random.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorArguments, prometheusArguments } from '../../stack/components/arguments.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { memoryTransport } from '../../simulation/clients/memory-transport.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import { roleStarter, type RoleHost } from '../../simulation/stack/role-starter.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';

export interface SimulationBootOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  /** The client for requests to the roles; closed with them. */
  http: MemoryHttpClient;
  /** The text of the configuration file. */
  collector: string;
  /** Texts by absolute path, and the path of the configuration file among them. */
  prometheus: { files: Readonly<Record<string, string>>; path: string };
  onLog: (component: RoleHost, line: string) => void;
}

/** The Collector and Prometheus of a running simulation. */
export interface BootedSimulation {
  prometheus: PrometheusClient;
  collector: CollectorClient;
  /** Rejects if a role ends without being stopped. */
  broken: Promise<never>;
  stop(): Promise<void>;
}

const collectorFile = '/etc/otelcol/config.yaml';

/**
 * Starts Prometheus and the Collector; to be called within `time.run`. Rejects with a UserError if one rejects its
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
    ],
    options.prometheus.files,
  );
  const collector = await start('collector', [`--config=${collectorFile}`, ...collectorArguments], {
    [collectorFile]: options.collector,
  });
  let stopping = false;
  const broken = Promise.race([
    prometheus.exited.then((exit) => ({ name: 'Prometheus', ...exit })),
    collector.exited.then((exit) => ({ name: 'the Collector', ...exit })),
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
    collector: new CollectorClient('http://otel-collector:8888', transport),
    broken,
    stop: async () => {
      stopping = true;
      http.close();
      await collector.stop();
      await prometheus.stop();
    },
  };
}

import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Random } from '../../lib/random.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorArguments, prometheusArguments } from '../../stack/components/arguments.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { memoryTransport } from '../../simulation/clients/transport.ts';
import type { MemoryHttpClient } from '../../simulation/http/client.ts';
import type { MemoryNetwork } from '../../simulation/network/memory-network.ts';
import { roleStarter, type VirtualHost } from '../../simulation/stack/role-starter.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';

export interface WorldBoot {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  network: MemoryNetwork;
  /** Through which the roles are asked; closed with them. */
  http: MemoryHttpClient;
  /** One file in YAML. */
  collector: string;
  prometheus: { files: Readonly<Record<string, string>>; path: string };
  onLog: (component: VirtualHost, line: string) => void;
}

/** The two roles of a check's world, and ways to ask them. */
export interface BootedWorld {
  prometheus: PrometheusClient;
  collector: CollectorClient;
  /** Rejects when a role ends that was not stopped. */
  broken: Promise<never>;
  stop(): Promise<void>;
}

const collectorFile = '/etc/otelcol/config.yaml';

/** Starts Prometheus and the Collector; to be called within `time.run`. Rejects with a UserError where one refuses its configuration. */
export async function bootWorld(options: WorldBoot): Promise<BootedWorld> {
  const { engine, time, random, network, http, prometheus: given, onLog } = options;
  const transport = memoryTransport(http);
  const start = roleStarter({ engine, time, random, network, onLog });
  const prometheus = await start(
    'prometheus',
    [
      `--config.file=${given.path}`,
      '--storage.tsdb.path=/prometheus',
      // For a Collector that writes to Prometheus by itself.
      '--web.enable-remote-write-receiver',
      ...prometheusArguments,
    ],
    given.files,
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
    throw new UserError(
      `${name} ended in the middle of the traffic with code ${code}: ${message ?? 'nobody stopped it'}`,
      {
        code: 'engine-failed',
        exitCode: ExitCode.bootFailed,
      },
    );
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

import type { ServiceName } from '../../components/component.ts';
import { telemetryIntervals } from '../../pacing/telemetry-intervals.ts';
import type { BootOptions } from '../runtime.ts';
import type { Part } from './part-set.ts';
import type { PortMap } from './port-map.ts';
import { processMemory } from '../../../lib/process-memory.ts';
import { startService } from './service-process.ts';

export interface ServicePartOptions {
  ports: PortMap;
  pace: number;
  databaseUrl?: string;
  log: (component: ServiceName, line: string) => void;
  onProcess: BootOptions['onProcess'];
  signal: AbortSignal;
}

/** Starts one of the demo services as a process of its own, wired to its neighbours and to the Collector. */
export async function startServicePart(name: ServiceName, options: ServicePartOptions): Promise<Part> {
  const { ports, log, onProcess, signal } = options;
  const service = await startService({
    name,
    env: environment(name, options),
    onLog: (line) => log(name, line),
    ...(onProcess === undefined ? {} : { onProcess }),
    signal,
  });
  return {
    url: `http://127.0.0.1:${ports[name]}`,
    memory: () => processMemory(service.pid),
    ended: service.exited.then(({ code, signal: by }) =>
      by === null ? `its process ended with exit code ${code ?? 'unknown'}` : `its process was ended by ${by}`,
    ),
    stop: () => service.stop(),
  };
}

function environment(name: ServiceName, { ports, pace, databaseUrl }: ServicePartOptions): Record<string, string> {
  const intervals = telemetryIntervals(pace);
  const here = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    PORT: String(ports[name]),
    CONTROL_PORT: String(ports[`${name}Control`]),
    ORDER_URL: here(ports.order),
    PAYMENT_URL: here(ports.payment),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    OTEL_EXPORTER_OTLP_ENDPOINT: here(ports.otlpHttp),
    OTEL_METRIC_EXPORT_INTERVAL: String(intervals.metrics),
    OTEL_BSP_SCHEDULE_DELAY: String(intervals.batches),
    OTEL_BLRP_SCHEDULE_DELAY: String(Math.min(intervals.batches, 1000)),
  };
}

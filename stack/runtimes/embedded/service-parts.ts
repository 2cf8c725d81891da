import { defined } from '../../../lib/defined.ts';
import type { ServiceName } from '../../components/component.ts';
import { telemetryIntervals } from '../../pacing/telemetry-intervals.ts';
import type { BootOptions } from '../runtime.ts';
import { askHttp } from './faults/ask.ts';
import type { PartSpec } from '../parts/part.ts';
import type { PortMap } from './port-map.ts';
import { processMemory } from '../../../lib/process-memory.ts';
import { startService } from './service-process.ts';

export interface ServicePartOptions {
  ports: PortMap;
  pace: number;
  /** Asked for at each start. */
  databaseUrl?: () => string;
  log: (component: ServiceName, line: string) => void;
  onProcess: BootOptions['onProcess'];
}

/** One of the demo services as a process of its own, wired to its neighbours and to the Collector. */
export function servicePart(name: ServiceName, options: ServicePartOptions): PartSpec {
  const { ports, log, onProcess } = options;
  const url = `http://127.0.0.1:${ports[name]}`;
  return {
    name,
    async begin(signal) {
      const service = await startService({
        name,
        env: environment(name, options),
        onLog: (line) => log(name, line),
        ...defined({ onProcess }),
        signal,
      });
      return {
        url,
        memory: () => processMemory(service.pid),
        ended: service.exited.then(({ code, signal: by }) =>
          by === null ? `its process ended with exit code ${code ?? 'unknown'}` : `its process was ended by ${by}`,
        ),
        ask: askHttp(`${url}/health`),
        pause: () => service.pause(),
        resume: () => service.resume(),
        disconnect: () => service.disconnect(),
        reconnect: () => service.reconnect(),
        stop: () => service.stop(),
        kill: () => service.kill(),
      };
    },
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
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl() }),
    OTEL_EXPORTER_OTLP_ENDPOINT: here(ports.otlpHttp),
    OTEL_METRIC_EXPORT_INTERVAL: String(intervals.metrics),
    OTEL_BSP_SCHEDULE_DELAY: String(intervals.batches),
    OTEL_BLRP_SCHEDULE_DELAY: String(Math.min(intervals.batches, 1000)),
  };
}

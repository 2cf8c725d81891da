import { startLogStore } from '../../stores/logs/start-log-store.ts';
import { startTraceStore } from '../../stores/traces/start-trace-store.ts';
import type { Part } from './part-set.ts';
import type { PortMap } from './port-map.ts';

/** The trace store in Jaeger's place. */
export async function startTraces(ports: PortMap): Promise<Part> {
  const store = await startTraceStore({ port: ports.jaeger, otlpPort: ports.jaegerOtlp });
  return { url: store.url, memory: () => Promise.resolve(store.stats().bytes), stop: () => store.close() };
}

/** The log store in Loki's place. */
export async function startLogs(ports: PortMap): Promise<Part> {
  const store = await startLogStore({ port: ports.loki });
  return { url: store.url, memory: () => Promise.resolve(store.stats().bytes), stop: () => store.close() };
}

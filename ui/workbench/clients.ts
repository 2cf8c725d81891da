import type { Clients } from '../../stack/clients/clients.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { JaegerClient } from '../../stack/clients/jaeger.ts';
import { type LokiApi, LokiClient, type LokiMetricsApi } from '../../stack/clients/loki.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { type WorkbenchBackend, workbenchPaths } from '../../stack/workbench/paths.ts';

export interface WorkbenchClients extends Pick<Clients, WorkbenchBackend> {
  loki: LokiApi & LokiMetricsApi;
}

/** The clients of the backends through the server of the web UI at `origin`. */
export function workbenchClients(origin: string): WorkbenchClients {
  const base = (backend: WorkbenchBackend): string => `${origin}${workbenchPaths.backend}/${backend}`;
  return {
    jaeger: new JaegerClient(base('jaeger')),
    prometheus: new PrometheusClient(base('prometheus')),
    loki: new LokiClient(base('loki')),
    collector: new CollectorClient(base('collector')),
  };
}

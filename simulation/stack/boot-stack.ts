import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { Random } from '../../lib/random.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorArguments, prometheusArguments } from '../../stack/components/arguments.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { LogStore } from '../../stack/stores/logs/log-store.ts';
import { decodeMessage } from '../../lib/otlp/decode.ts';
import { exportLogsRequest, exportTraceRequest } from '../../lib/otlp/schema.ts';
import type { ExportLogsRequest } from '../../lib/otlp/types.ts';
import { TraceStore } from '../../stack/stores/traces/trace-store.ts';
import { DirectJaegerClient } from '../clients/jaeger.ts';
import { DirectLokiClient } from '../clients/loki.ts';
import { MemoryOtlpClient } from '../clients/otlp.ts';
import { memoryTransport } from '../clients/transport.ts';
import { type HttpAnswer, MemoryHttpClient } from '../http/client.ts';
import { serveHttp } from '../http/server.ts';
import { MemoryNetwork } from '../network/memory-network.ts';
import { otlpEnds } from './otlp-sink.ts';
import { roleStarter, type VirtualHost } from './role-starter.ts';
import { VirtualControl } from './component-control.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** The configuration of a virtual stack: the text of its files by absolute path, and which of them the roles are started with. */
export interface VirtualConfig {
  files: Readonly<Record<string, string>>;
  collector: readonly string[];
  prometheus: string;
}

export interface VirtualOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  config: VirtualConfig;
  onLog?: (component: VirtualHost, line: string) => void;
}

/** The stack in virtual time: the real Collector and the real Prometheus, and the stores in which the rest ends. */
export interface VirtualStack {
  readonly clients: {
    prometheus: PrometheusClient;
    collector: CollectorClient;
    jaeger: DirectJaegerClient;
    loki: DirectLokiClient;
    otlp: MemoryOtlpClient;
  };
  /** Injects those faults of components that can be simulated. */
  readonly control: VirtualControl;
  /** Sends an export in protobuf to the Collector's OTLP receiver. */
  send: (signal: OtlpSignal, body: Uint8Array) => Promise<HttpAnswer>;
  stop(): Promise<void>;
}

// A run holds what it has kept until it ends.
const traceLimits = { maxTraces: 500_000, maxBytes: 512 * 2 ** 20 };
const logLimits = { maxRecords: 2_000_000, maxBytes: 512 * 2 ** 20 };

/** Starts the stack; to be called within `time.run`. Rejects with a UserError when a component refuses its configuration. */
export async function bootVirtual(options: VirtualOptions): Promise<VirtualStack> {
  const { engine, time, random, config, onLog = () => undefined } = options;
  const network = new MemoryNetwork(time);
  const traces = new TraceStore(traceLimits);
  const logs = new LogStore(logLimits);
  const traceEnd = {
    path: '/v1/traces',
    type: exportTraceRequest,
    accept: (body: Buffer) => traces.ingest(body),
  };
  const logEnd = {
    path: '/otlp/v1/logs',
    type: exportLogsRequest,
    accept: (body: Buffer) => {
      logs.ingest(decodeMessage<ExportLogsRequest>(exportLogsRequest, body), time.nowNs());
      return undefined;
    },
  };
  await serveHttp(network.join('jaeger'), 4318, otlpEnds([traceEnd]));
  await serveHttp(network.join('loki'), 3100, otlpEnds([logEnd]));

  const start = roleStarter({ engine, time, random, network, onLog });
  const prometheus = await start(
    'prometheus',
    [`--config.file=${config.prometheus}`, '--storage.tsdb.path=/prometheus', ...prometheusArguments],
    config.files,
  );
  const collector = await start(
    'collector',
    [...config.collector.map((file) => `--config=${file}`), ...collectorArguments],
    config.files,
  );

  const http = new MemoryHttpClient(network.join('host'), time);
  const transport = memoryTransport(http);
  return {
    clients: {
      prometheus: new PrometheusClient('http://prometheus:9090', transport),
      collector: new CollectorClient('http://otel-collector:8888', transport),
      jaeger: new DirectJaegerClient('http://jaeger:16686', traces),
      loki: new DirectLokiClient('http://loki:3100', logs),
      otlp: new MemoryOtlpClient('http://otel-collector:4318', http),
    },
    control: new VirtualControl(network),
    send: (signal, body) =>
      http.request({
        method: 'POST',
        host: 'otel-collector',
        port: 4318,
        path: `/v1/${signal}`,
        headers: { 'content-type': 'application/x-protobuf' },
        body,
      }),
    stop: async () => {
      http.close();
      await collector.stop();
      await prometheus.stop();
    },
  };
}

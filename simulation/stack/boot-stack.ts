import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { Random } from '../../lib/random.ts';
import { CollectorClient } from '../../stack/clients/collector.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorArguments, prometheusArguments } from '../../stack/components/arguments.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { LogStore } from '../../stack/stores/logs/log-store.ts';
import { decodeMessage } from '../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest, exportTraceRequest } from '../../lib/otlp/codec/schema.ts';
import type { ExportLogsRequest } from '../../lib/otlp/json/types.ts';
import { TraceStore } from '../../stack/stores/traces/trace-store.ts';
import { TraceStoreClient } from '../clients/trace-store-client.ts';
import { LogStoreClient } from '../clients/log-store-client.ts';
import { MemoryOtlpClient } from '../clients/memory-otlp-client.ts';
import { memoryTransport } from '../clients/memory-transport.ts';
import { type HttpResponse, MemoryHttpClient } from '../http/client.ts';
import { serveHttp } from '../http/server.ts';
import { MemoryNetwork } from '../network/memory-network.ts';
import { otlpHandler } from './otlp-sink.ts';
import { roleStarter } from './role-starter.ts';
import { SimulatedComponentControl } from './component-control.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

/** The configuration files of a simulated stack. */
export interface SimulatedStackConfig {
  /** Texts by absolute path. */
  files: Readonly<Record<string, string>>;
  /** Paths of the files that the Collector is started with. */
  collector: readonly string[];
  /** The path of the file that Prometheus is started with. */
  prometheus: string;
}

export interface SimulatedStackOptions {
  engine: LoadedEngine;
  time: VirtualTime;
  random: Random;
  config: SimulatedStackConfig;
  onLog?: (component: string, line: string) => void;
}

/** The stack in virtual time: the real Collector and Prometheus, and stores for traces and logs. */
export interface SimulatedStack {
  readonly clients: {
    prometheus: PrometheusClient;
    collector: CollectorClient;
    jaeger: TraceStoreClient;
    loki: LogStoreClient;
    otlp: MemoryOtlpClient;
  };
  /** Injects faults into components. */
  readonly control: SimulatedComponentControl;
  /** Sends an export in protobuf to the Collector's OTLP receiver. */
  send: (signal: OtlpSignal, body: Uint8Array) => Promise<HttpResponse>;
  stop(): Promise<void>;
}

// A run keeps all stored traces and logs until it ends.
const traceLimits = { maxTraces: 500_000, maxBytes: 512 * 2 ** 20 };
const logLimits = { maxRecords: 2_000_000, maxBytes: 512 * 2 ** 20 };

/**
 * Starts the stack; to be called within `time.run`. Rejects with a UserError if a component rejects its configuration.
 */
export async function bootSimulatedStack(options: SimulatedStackOptions): Promise<SimulatedStack> {
  const { engine, time, random, config, onLog = () => undefined } = options;
  const network = new MemoryNetwork(time);
  const traces = new TraceStore(traceLimits);
  const logs = new LogStore(logLimits);
  const traceSink = {
    path: '/v1/traces',
    type: exportTraceRequest,
    accept: (body: Buffer) => traces.ingest(body),
  };
  const logSink = {
    path: '/otlp/v1/logs',
    type: exportLogsRequest,
    accept: (body: Buffer) => {
      logs.ingest(decodeMessage<ExportLogsRequest>(exportLogsRequest, body), time.nowNs());
      return undefined;
    },
  };
  await serveHttp(network.join('jaeger'), 4318, otlpHandler([traceSink]));
  await serveHttp(network.join('loki'), 3100, otlpHandler([logSink]));

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
      jaeger: new TraceStoreClient('http://jaeger:16686', traces),
      loki: new LogStoreClient('http://loki:3100', logs),
      otlp: new MemoryOtlpClient('http://otel-collector:4318', http),
    },
    control: new SimulatedComponentControl(network),
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

import type { IncomingMessage } from 'node:http';
import { context, diag, DiagLogLevel, metrics, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { integerFrom } from '../process/environment.ts';
import { createComplaints } from './complaints.ts';
import { instrumentations } from './instrumentations.ts';
import { breakablePropagator } from './propagator.ts';
import { serviceResource } from './resource.ts';
import { views } from './views.ts';

export interface TelemetryOptions {
  service: string;
  /** Whether a request came in at the control endpoint, which is never traced. */
  isControl: (request: IncomingMessage) => boolean;
  /** Whether outgoing calls carry no trace context at this moment. */
  isPropagationBroken: () => boolean;
}

export interface Telemetry {
  /** Sends what is held and stops, within `timeoutMs`; never rejects, as a Collector that is gone must not keep a service. */
  shutdown(timeoutMs: number): Promise<void>;
}

/**
 * Traces, metrics and logs over OTLP/HTTP to `OTEL_EXPORTER_OTLP_ENDPOINT`. Everything is sampled here, or as the caller
 * decided: only the Collector sees whole traces. Must run before fastify, pino and pg are loaded.
 */
export function startTelemetry({ service, isControl, isPropagationBroken }: TelemetryOptions): Telemetry {
  diag.setLogger(
    createComplaints((line) => process.stderr.write(line)),
    DiagLogLevel.WARN,
  );
  const resource = serviceResource(service);
  const meterProvider = new MeterProvider({
    resource,
    views,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(),
        ...metricTimes(process.env),
      }),
    ],
  });
  // The providers' own metrics go out too: a span that is lost for want of room is counted, and so can be looked for.
  const tracerProvider = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        selfObsMeterProvider: meterProvider,
        ...batching('BSP'),
      }),
    ],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({
        exporter: new OTLPLogExporter(),
        selfObsMeterProvider: meterProvider,
        ...batching('BLRP'),
      }),
    ],
  });

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(breakablePropagator(isPropagationBroken));
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  logs.setGlobalLoggerProvider(loggerProvider);
  registerInstrumentations({ instrumentations: instrumentations(isControl) });

  return {
    async shutdown(timeoutMs) {
      const flushed = Promise.allSettled([
        tracerProvider.shutdown(),
        meterProvider.shutdown(),
        loggerProvider.shutdown(),
      ]);
      const timeout = new Promise((resolve) => setTimeout(resolve, timeoutMs).unref());
      await Promise.race([flushed, timeout]);
    },
  };
}

/** The settings of a batch processor from `OTEL_BSP_*` or `OTEL_BLRP_*`. Source: OpenTelemetry, "Environment Variable Specification". */
function batching(kind: 'BSP' | 'BLRP'): {
  scheduledDelayMillis: number;
  maxQueueSize: number;
  maxExportBatchSize: number;
} {
  return {
    scheduledDelayMillis: integerFrom(process.env, `OTEL_${kind}_SCHEDULE_DELAY`, kind === 'BSP' ? 5000 : 1000),
    // Deep enough for heavy load while an export is under way; of more than the specification's 2,048 it would drop.
    maxQueueSize: integerFrom(process.env, `OTEL_${kind}_MAX_QUEUE_SIZE`, 8192, { min: 1 }),
    maxExportBatchSize: integerFrom(process.env, `OTEL_${kind}_MAX_EXPORT_BATCH_SIZE`, 512, { min: 1 }),
  };
}

function metricTimes(env: NodeJS.ProcessEnv): { exportIntervalMillis: number; exportTimeoutMillis: number } {
  const exportIntervalMillis = integerFrom(env, 'OTEL_METRIC_EXPORT_INTERVAL', 10_000, { min: 1 });
  // The reader refuses a timeout longer than its interval.
  const longest = integerFrom(env, 'OTEL_METRIC_EXPORT_TIMEOUT', 10_000, { min: 1 });
  return { exportIntervalMillis, exportTimeoutMillis: Math.min(longest, exportIntervalMillis) };
}

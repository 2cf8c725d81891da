import { telemetryVariables } from '../../stack/pacing/telemetry-intervals.ts';
import type { SessionRecord } from '../../stack/session/record.ts';

export const protocols = ['http/protobuf', 'http/json', 'grpc'] as const;
export type Protocol = (typeof protocols)[number];

export interface TelemetryOptions {
  serviceName: string;
  protocol: Protocol;
}

/**
 * The `OTEL_*` variables with which an application sends its telemetry to a running sandbox.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function telemetryEnvironment(
  { endpoints, pace }: Required<Pick<SessionRecord, 'endpoints' | 'pace'>>,
  { serviceName, protocol }: TelemetryOptions,
): Record<string, string> {
  const { otlpHttp, otlpGrpc } = endpoints.collector;
  return {
    OTEL_SERVICE_NAME: serviceName,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=local',
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? `http://${otlpGrpc}` : otlpHttp,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_PROPAGATORS: 'tracecontext,baggage',
    // A head sampler would hide traces from the Collector's tail sampling.
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    // Without it Python's instrumentations use the attribute names of before, which no rule and policy here knows.
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
    ...telemetryVariables(pace),
  };
}

export const formats = ['shell', 'dotenv', 'json'] as const;
export type Format = (typeof formats)[number];

/** The variables as text: for `eval`, for a file, or as JSON. */
export function formatEnvironment(variables: Readonly<Record<string, string>>, format: Format): string {
  if (format === 'json') return JSON.stringify(variables, undefined, 2);
  const lines = Object.entries(variables).map(([name, value]) => {
    return format === 'shell' ? `export ${name}=${quoted(value)}` : `${name}=${JSON.stringify(value)}`;
  });
  return lines.join('\n');
}

/** For a POSIX shell, which reads everything within single quotes as it is. */
function quoted(value: string): string {
  return /^[\w./:,=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { defined } from '../../../lib/defined.ts';
import { attributesOf, decode, valueOf, type AnyValue, type KeyValue } from './otlp-protocol.ts';

export interface SunkSpan {
  service: string;
  resource: Record<string, unknown>;
  /** Name and version of the instrumentation. */
  scope: string;
  name: string;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  traceId: string;
  spanId: string;
  /** Empty for a root. */
  parentSpanId: string;
  /** Milliseconds since the epoch. */
  start: number;
  ms: number;
  attributes: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
  /** 0 unset, 1 ok, 2 error. */
  status: number;
  statusMessage: string;
}

export interface SunkLog {
  service: string;
  /** Name and version of the instrumentation. */
  scope: string;
  /** Milliseconds since the epoch. */
  time: number;
  severity: string;
  body: unknown;
  traceId: string;
  spanId: string;
  attributes: Record<string, unknown>;
}

export interface SunkPoint {
  service: string;
  name: string;
  unit: string;
  attributes: Record<string, unknown>;
  count?: number;
  sum?: number;
  bounds?: number[];
  value?: number;
}

/** Stands in for the Collector: keeps what is exported to it, for the tests to look at. */
export interface OtlpSink {
  url: string;
  spans: SunkSpan[];
  logs: SunkLog[];
  /** The points of the newest export of each service. */
  points: () => SunkPoint[];
  close(): Promise<void>;
}

export async function startOtlpSink(): Promise<OtlpSink> {
  const spans: SunkSpan[] = [];
  const logs: SunkLog[] = [];
  const points = new Map<string, SunkPoint[]>();
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (request.url === '/v1/traces') spans.push(...spansOf(decode('Traces', body)));
      else if (request.url === '/v1/logs') logs.push(...logsOf(decode('Logs', body)));
      else if (request.url === '/v1/metrics') {
        const exported = pointsOf(decode('Metrics', body));
        if (exported[0]) points.set(exported[0].service, exported);
      } else response.statusCode = 404;
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    points: () => [...points.values()].flat(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

interface Resource {
  resource: { attributes: KeyValue[] };
}
interface Scoped {
  scope?: { name?: string; version?: string };
}
const scopeOf = ({ scope }: Scoped): string => `${scope?.name ?? ''} ${scope?.version ?? ''}`.trim();
const serviceOf = (resource: Record<string, unknown>): string => String(resource['service.name']);

interface RawSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: number;
  endTimeUnixNano: number;
  attributes: KeyValue[];
  events: { name: string; attributes: KeyValue[] }[];
  status?: { code?: number; message?: string };
}

function spansOf(traces: unknown): SunkSpan[] {
  const { resourceSpans } = traces as {
    resourceSpans: (Resource & { scopeSpans: (Scoped & { spans: RawSpan[] })[] })[];
  };
  return resourceSpans.flatMap(({ resource: { attributes }, scopeSpans }) => {
    const resource = attributesOf(attributes);
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        service: serviceOf(resource),
        resource,
        scope: scopeOf(scope),
        name: span.name,
        kind: span.kind,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        start: span.startTimeUnixNano / 1e6,
        ms: (span.endTimeUnixNano - span.startTimeUnixNano) / 1e6,
        attributes: attributesOf(span.attributes),
        events: span.events.map((event) => ({ name: event.name, attributes: attributesOf(event.attributes) })),
        status: span.status?.code ?? 0,
        statusMessage: span.status?.message ?? '',
      })),
    );
  });
}

interface RawLog {
  timeUnixNano: number;
  severityText: string;
  body: AnyValue;
  traceId?: string;
  spanId?: string;
  attributes: KeyValue[];
}

function logsOf(logs: unknown): SunkLog[] {
  const { resourceLogs } = logs as {
    resourceLogs: (Resource & { scopeLogs: (Scoped & { logRecords: RawLog[] })[] })[];
  };
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap((scope) =>
      scope.logRecords.map((record) => ({
        service: serviceOf(attributesOf(resource.attributes)),
        scope: scopeOf(scope),
        time: record.timeUnixNano / 1e6,
        severity: record.severityText,
        body: valueOf(record.body),
        traceId: record.traceId ?? '',
        spanId: record.spanId ?? '',
        attributes: attributesOf(record.attributes),
      })),
    ),
  );
}

interface RawPoint {
  attributes: KeyValue[];
  count?: number;
  sum?: number;
  explicitBounds?: number[];
  asDouble?: number;
  asInt?: number;
}
interface RawMetric {
  name: string;
  unit?: string;
  gauge?: { dataPoints: RawPoint[] };
  sum?: { dataPoints: RawPoint[] };
  histogram?: { dataPoints: RawPoint[] };
}

function pointsOf(metrics: unknown): SunkPoint[] {
  const { resourceMetrics } = metrics as {
    resourceMetrics: (Resource & { scopeMetrics: { metrics: RawMetric[] }[] })[];
  };
  return resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics
      .flatMap((scope) => scope.metrics)
      .flatMap(({ name, unit, gauge, sum, histogram }) =>
        (gauge ?? sum ?? histogram ?? { dataPoints: [] }).dataPoints.map((point) => {
          const value = point.asDouble ?? point.asInt;
          return {
            service: serviceOf(attributesOf(resource.attributes)),
            name,
            unit: unit ?? '',
            attributes: attributesOf(point.attributes),
            ...defined({ count: point.count, sum: point.sum, bounds: point.explicitBounds, value }),
          };
        }),
      ),
  );
}

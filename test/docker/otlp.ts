import { randomBytes } from 'node:crypto';
import { request } from '../../stack/clients/http.ts';

const id = (bytes: number): string => randomBytes(bytes).toString('hex');
const attributes = (values: Record<string, string>): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
const nanoseconds = (ms: number): string => String(BigInt(ms) * 1_000_000n);

/** Sends one failed span of a service over OTLP/HTTP as JSON, and answers its trace id. */
export async function sendSpan(base: string, service: string, more: Record<string, string> = {}): Promise<string> {
  const traceId = id(16);
  const end = Date.now();
  const span = {
    ...{ traceId, spanId: id(8), name: 'GET /things', kind: 2, attributes: attributes(more), status: { code: 2 } },
    ...{ startTimeUnixNano: nanoseconds(end - 20), endTimeUnixNano: nanoseconds(end) },
  };
  const resource = { attributes: attributes({ 'service.name': service }) };
  await request(`${base}/v1/traces`, {
    method: 'POST',
    json: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] },
  });
  return traceId;
}

/** Sends one log line of a service, and answers the trace id that it carries. */
export async function sendLine(base: string, service: string, text: string): Promise<string> {
  const traceId = id(16);
  const logRecord = {
    ...{ timeUnixNano: nanoseconds(Date.now()), severityText: 'ERROR', severityNumber: 17, traceId, spanId: id(8) },
    body: { stringValue: text },
  };
  const resource = { attributes: attributes({ 'service.name': service }) };
  await request(`${base}/v1/logs`, {
    method: 'POST',
    json: { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [logRecord] }] }] },
  });
  return traceId;
}

/** Sends one point of a counter of a service, with an exemplar, and answers the trace id of that. */
export async function sendCount(base: string, service: string, metric: string, value: number): Promise<string> {
  const traceId = id(16);
  const now = nanoseconds(Date.now());
  const point = {
    ...{ startTimeUnixNano: nanoseconds(Date.now() - 1000), timeUnixNano: now, asDouble: value },
    exemplars: [{ timeUnixNano: now, asDouble: 1, traceId, spanId: id(8) }],
  };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const resource = { attributes: attributes({ 'service.name': service }) };
  await request(`${base}/v1/metrics`, {
    method: 'POST',
    json: { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: metric, sum }] }] }] },
  });
  return traceId;
}

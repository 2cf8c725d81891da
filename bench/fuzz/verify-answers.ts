import { randomBytes } from 'node:crypto';
import { waitUntil } from '../../lib/wait.ts';
import type { FuzzStand } from './stand.ts';

const timeoutMs = 60_000;

/** Sends a trace, a log record and a metric, and waits until each can be read again; returns what is not right. */
export async function verifyAnswers(stand: FuzzStand): Promise<string[]> {
  const { urls } = stand;
  const id = randomBytes(16).toString('hex');
  const now = `${Date.now()}000000`;
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: `after-${id}` } }] };
  const spans = [
    { traceId: id, spanId: id.slice(16), name: 'after', kind: 2, startTimeUnixNano: now, endTimeUnixNano: now },
  ];
  const logRecords = [{ timeUnixNano: now, observedTimeUnixNano: now, body: { stringValue: 'a line after' } }];
  const metrics = [{ name: 'after_fuzz', gauge: { dataPoints: [{ timeUnixNano: now, asInt: '42' }] } }];
  const traces = { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] };
  await post(`${urls.collector}/v1/traces`, traces);
  await post(`${urls['jaeger-otlp']}/v1/traces`, traces);
  await post(`${urls.collector}/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
  // Not through the Collector, which may still have to send its span metrics of the fuzzing.
  await post(`${urls.prometheus}/api/v1/otlp/v1/metrics`, {
    resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }],
  });
  const service = `service_name="after-${id}"`;
  const problems = [
    await shows(`${urls.jaeger}/api/v3/traces/${id}`, '"name":"after"'),
    await shows(`${stand.otherJaeger}/api/v3/traces/${id}`, '"name":"after"'),
    await shows(`${urls.loki}/loki/api/v1/query_range?query=${encodeURIComponent(`{${service}}`)}`, 'a line after'),
    await shows(`${urls.prometheus}/api/v1/query?query=${encodeURIComponent(`after_fuzz{${service}}`)}`, '"42"'),
  ];
  return problems.filter((problem) => problem !== undefined);
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const waited = await waitUntil(
    async () => {
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      // A Collector that is short of memory refuses, and takes it later.
      return answer.ok ? { done: true, value: true } : { done: false, seen: `${answer.status} ${await answer.text()}` };
    },
    { timeoutMs },
  );
  if (!waited.ok) throw new Error(`${url} does not take valid telemetry: ${waited.lastSeen}`);
}

async function shows(url: string, text: string): Promise<string | undefined> {
  const waited = await waitUntil(
    async () => {
      const answer = await fetch(url);
      const body = await answer.text();
      return body.includes(text) ? { done: true, value: true } : { done: false, seen: `${answer.status} ${body}` };
    },
    { timeoutMs },
  );
  return waited.ok ? undefined : `${url} does not show ${text}: ${waited.lastSeen.slice(0, 1_000)}`;
}

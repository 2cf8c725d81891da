import { readFileSync } from 'node:fs';
import { vi } from 'vitest';
import { clientsOf, type Clients } from '../../../stack/clients/clients.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';

/** What a backend answers to a URL: the name of a recorded file, a text, or nothing, which is Jaeger's 404. */
export type Answer = (url: URL) => string | { text: string; status?: number } | undefined;

/** When everything was recorded, in milliseconds since the epoch. */
export const recordedAt = Date.parse('2026-11-23T04:11:56Z');

export const endpoints: Endpoints = {
  gateway: 'http://gateway',
  collector: {
    otlpGrpc: 'collector:4317',
    otlpHttp: 'http://collector',
    health: 'http://health',
    metrics: 'http://metrics',
  },
  jaeger: 'http://jaeger',
  prometheus: 'http://prometheus',
  loki: 'http://loki',
  control: { gateway: 'http://gateway-control', order: 'http://order-control', payment: 'http://payment-control' },
};

/** The text of an answer that was recorded from a sandbox on the embedded runtime while payment failed most of its charges. */
export function recorded(name: string): string {
  return readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');
}

/** The sandbox's own clients with recorded responses, and every requested URL. */
export function recordedClients(answer: Answer = answerRecorded): { clients: Clients; asked: URL[] } {
  const asked: URL[] = [];
  vi.stubGlobal('fetch', (input: string) => {
    const url = new URL(input);
    asked.push(url);
    const answered = answer(url);
    if (answered === undefined) return Promise.resolve(new Response('{}', { status: 404 }));
    if (typeof answered === 'string') return Promise.resolve(new Response(recorded(answered)));
    return Promise.resolve(new Response(answered.text, { status: answered.status ?? 200 }));
  });
  return { clients: clientsOf(endpoints), asked };
}

/** Everything as it was recorded. */
export function answerRecorded({ host, pathname, searchParams }: URL): ReturnType<Answer> {
  if (host === 'metrics') return 'collector-3.txt';
  if (host === 'loki') return { text: linesOf(searchParams.get('query') ?? '') };
  if (pathname === '/api/v3/services') return { text: '{"services":["gateway","order","payment"]}' };
  if (pathname.startsWith('/api/v3/traces')) return 'traces.json';
  if (pathname === '/api/v1/rules') return 'rules-firing.json';
  if (pathname === '/api/v1/query_exemplars') return 'exemplars.json';
  if (pathname === '/faults') return `faults-${host.replace('-control', '')}.json`;
  if (pathname !== '/api/v1/query_range') return undefined;
  const query = searchParams.get('query') ?? '';
  if (query === 'ALERTS') return { text: movedBack('alerts-range.json', 1376) };
  const signal = query.startsWith('histogram_quantile') ? 'p99' : query.includes(') / sum by') ? 'errors' : 'rate';
  return { text: movedBack(`home-${signal}.json`, 191_774) };
}

/** The recorded lines, of one trace where the query asks for one. */
function linesOf(query: string): string {
  const answer = JSON.parse(recorded('logs.json')) as { data: { result: { stream: Record<string, string> }[] } };
  const [, traceId] = /trace_id="(\w+)"/.exec(query) ?? [];
  if (traceId !== undefined)
    answer.data.result = answer.data.result.filter(({ stream }) => stream.trace_id === traceId);
  return JSON.stringify(answer);
}

/** Series of a later run, moved back to the time of everything else by so many seconds. */
function movedBack(name: string, seconds: number): string {
  const answer = JSON.parse(recorded(name)) as { data: { result: { values: [number, string][] }[] } };
  for (const { values } of answer.data.result) for (const point of values) point[0] -= seconds;
  return JSON.stringify(answer);
}

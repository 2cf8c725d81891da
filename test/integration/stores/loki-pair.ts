import { waitUntil } from '../../../lib/wait.ts';
import { asArray, asObject, type JsonObject } from '../../../lib/json.ts';
import type { Answer } from '../../../stack/clients/http.ts';
import { startLogStore } from '../../../stack/stores/logs/start-log-store.ts';
import { startComponent } from '../../docker/component-container.ts';
import { ask, send } from './compare.ts';
import { logSamples } from './log-samples.ts';

/** A real Loki and our log store, with the same lines of the minute before `now`. */
export interface LokiPair {
  /** Base URLs: of Loki, of ours. */
  urls: readonly [string, string];
  /** `start` and `end` of a range with every line. */
  range: { start: string; end: string };
  /** The answers of Loki and of ours to one request, tidied. */
  both: (path: string, parameters?: Record<string, string>) => Promise<[JsonObject, JsonObject]>;
  close: () => Promise<unknown>;
}

export async function startLokiPair(now: number, traceId: string): Promise<LokiPair> {
  const [loki, ours] = await Promise.all([
    startComponent('loki', { ports: [3100], ready: { port: 3100, path: '/ready' } }),
    startLogStore({ port: 0 }),
  ]);
  const urls = [loki.url(3100), ours.url] as const;
  const both = async (path: string, parameters: Record<string, string> = {}): Promise<[JsonObject, JsonObject]> => {
    const [real, own] = await Promise.all([ask(urls[0], path, parameters), ask(urls[1], path, parameters)]);
    return [tidied(real), tidied(own)];
  };
  const range = { start: `${now - 120_000}000000`, end: `${now + 60_000}000000` };
  const samples = logSamples(now, traceId);
  await send(`${urls[0]}/otlp/v1/logs`, samples);
  await send(`${ours.otlpUrl}/v1/logs`, samples);
  const waited = await waitUntil(
    async () => {
      const [real, own] = await both('/loki/api/v1/query_range', { query: '{service_name=~".+"}', ...range });
      return linesIn(own) > 0 && linesIn(real) === linesIn(own)
        ? { done: true, value: true }
        : { done: false, seen: `${linesIn(real)} lines in Loki, ${linesIn(own)} in ours` };
    },
    { timeoutMs: 60_000 },
  );
  if (!waited.ok) throw new Error(waited.lastSeen);
  return { urls, range, both, close: () => Promise.all([loki.stop(), ours.close()]) };
}

/** An answer of Loki without what says how it was found, in an order that does not depend on it. */
function tidied({ status, body }: Answer): JsonObject {
  if (!body.startsWith('{')) return { status, text: body.trim() };
  const parsed = JSON.parse(body) as JsonObject;
  const data = parsed.data;
  if (Array.isArray(data)) return { status, ...parsed, data: sorted(data) };
  if (data === undefined) return { status, ...parsed };
  const { resultType, result } = asObject(data);
  return { status, ...parsed, data: { resultType, result: Array.isArray(result) ? sorted(result) : result } };
}

function sorted(list: readonly unknown[]): unknown[] {
  const key = (value: unknown): string => {
    const { stream, metric } = asObject(value);
    return JSON.stringify(Object.entries(asObject(stream ?? metric ?? value)).sort());
  };
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** How many lines an answer has. */
export function linesIn(answer: JsonObject): number {
  return asArray(asObject(answer.data).result).flatMap((stream) => asArray(asObject(stream).values)).length;
}

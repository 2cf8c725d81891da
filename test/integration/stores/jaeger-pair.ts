import { waitUntil } from '../../../lib/wait.ts';
import { asArray, type JsonObject } from '../../../lib/json.ts';
import type { Answer } from '../../../stack/clients/http.ts';
import { startTraceStore } from '../../../stack/stores/traces/start-trace-store.ts';
import { startComponent } from '../../docker/component-container.ts';
import { ask, send } from './compare.ts';
import { traceSamples } from './trace-samples.ts';

/** A real Jaeger and our trace store, with the same traces of the minute before `now`. */
export interface JaegerPair {
  /** The answers of Jaeger and of ours to one request. */
  both: (path: string, parameters?: Record<string, string>) => Promise<[Answer, Answer]>;
  close: () => Promise<unknown>;
}

export async function startJaegerPair(now: number, ids: readonly [string, string, string]): Promise<JaegerPair> {
  const ports = [4318, 13133, 16686];
  const [jaeger, ours] = await Promise.all([
    startComponent('jaeger', { ports, ready: { port: 13133, path: '/status' } }),
    startTraceStore({ port: 0 }),
  ]);
  for (const samples of traceSamples(now, ids)) {
    await send(`${jaeger.url(4318)}/v1/traces`, samples);
    await send(`${ours.otlpUrl}/v1/traces`, samples);
  }
  const both: JaegerPair['both'] = (path, parameters) =>
    Promise.all([ask(jaeger.url(16686), path, parameters), ask(ours.url, path, parameters)]);
  const waited = await waitUntil(
    async () => {
      const counts = await Promise.all(
        ids.map(async (traceId) => (await both(`/api/traces/${traceId}`)).map(({ body }) => spansIn(body))),
      );
      return counts.every(([real, own = 0]) => own > 0 && real === own)
        ? { done: true, value: true }
        : { done: false, seen: `spans in Jaeger and in ours, by trace: ${JSON.stringify(counts)}` };
    },
    { timeoutMs: 60_000 },
  );
  if (!waited.ok) throw new Error(waited.lastSeen);
  return { both, close: () => Promise.all([jaeger.stop(), ours.close()]) };
}

function spansIn(body: string): number {
  const { data } = JSON.parse(body) as JsonObject;
  return asArray(data ?? []).flatMap((trace) => asArray((trace as JsonObject).spans)).length;
}

import { defined } from '../../../lib/defined.ts';
import type { StoredTrace } from '../../../stack/clients/jaeger.ts';
import type { JaegerApi } from '../../../stack/clients/clients.ts';
import type { SentRequest } from '../../load/truth.ts';
import type { Found } from './account.ts';
import { missingPart, policyOf } from './trace-shape.ts';

/** Enough to keep a store busy, few enough not to crowd out the rest on two cores. */
const concurrency = 8;

/** Looks the traces of requests up in the store, by id, some at a time; writes what is there into `found`. */
export async function lookUp(
  jaeger: JaegerApi,
  requests: readonly SentRequest[],
  found: Map<string, Found>,
  signal?: AbortSignal,
): Promise<void> {
  const left = requests.values();
  const worker = async (): Promise<void> => {
    for (const request of left) {
      if (request.traceId === undefined) continue;
      const trace = await jaeger.trace(request.traceId, signal);
      if (!trace) continue;
      const missing = missingPart(trace, request);
      found.set(request.traceId, { policy: policyOf(trace), ...defined({ missing }) });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/** The ids of every trace of a window, of whatever service. */
export async function storedTraceIds(
  jaeger: JaegerApi,
  window: { start: number; end: number },
  signal?: AbortSignal,
): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { traceId } of storedTraces(jaeger, window, signal)) ids.add(traceId);
  return ids;
}

/** Most traces that one search asks for. */
const searchLimit = 2000;

/** Every trace of a window, of whatever service; one that several services took part in comes once for each. */
export async function* storedTraces(
  jaeger: JaegerApi,
  window: { start: number; end: number },
  signal?: AbortSignal,
): AsyncGenerator<StoredTrace> {
  for (const service of await jaeger.services(signal)) yield* tracesOf(jaeger, service, window, signal);
}

/** A search that comes back full may have left traces out: each half of its window is asked for. */
async function* tracesOf(
  jaeger: JaegerApi,
  service: string,
  { start, end }: { start: number; end: number },
  signal?: AbortSignal,
): AsyncGenerator<StoredTrace> {
  const traces = await jaeger.search({ service, start, end, limit: searchLimit, signal });
  if (traces.length < searchLimit || end - start <= 1) {
    yield* traces;
    return;
  }
  const middle = Math.floor((start + end) / 2);
  yield* tracesOf(jaeger, service, { start, end: middle }, signal);
  yield* tracesOf(jaeger, service, { start: middle, end }, signal);
}

import { defined } from '../../../lib/defined.ts';
import type { StoredTrace } from '../../../stack/clients/jaeger.ts';
import type { JaegerApi } from '../../../stack/clients/clients.ts';
import type { SentRequest } from '../../load/sent-request.ts';
import type { Found } from './count-requests.ts';
import { missingPart, policyOf } from './trace-shape.ts';

/** Look-ups at a time: enough to keep a store busy, few enough to leave processor time to the rest on two cores. */
const concurrency = 8;

/** Looks up the traces of requests in the store by id, and writes those that exist into `found`. */
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

/** The ids of all traces of a time range, of any service. */
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

/** All traces of a time range; a trace with spans of several services is returned once for each service. */
export async function* storedTraces(
  jaeger: JaegerApi,
  window: { start: number; end: number },
  signal?: AbortSignal,
): AsyncGenerator<StoredTrace> {
  for (const service of await jaeger.services(signal)) yield* tracesOf(jaeger, service, window, signal);
}

/** A search that reaches its limit may have left traces out: its time range is split in two. */
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

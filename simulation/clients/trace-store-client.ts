import { byTrace, type JaegerApi, type StoredTrace, type TraceSearch, traceUrl } from '../../stack/clients/jaeger.ts';
import { readSpans } from '../../lib/otlp/json/read-spans.ts';
import { searchTraces } from '../../stack/stores/traces/search.ts';
import type { StoredTrace as KeptTrace } from '../../stack/stores/traces/stored-trace.ts';
import { traceToJson } from '../../stack/stores/traces/to-otlp-json.ts';
import type { TraceStore } from '../../stack/stores/traces/trace-store.ts';

/** Queries a trace store in this thread, with the results that Jaeger's API would return. */
export class TraceStoreClient implements JaegerApi {
  readonly base: string;
  readonly #store: TraceStore;

  /** `base` appears only in links. */
  constructor(base: string, store: TraceStore) {
    this.base = base;
    this.#store = store;
  }

  services(): Promise<string[]> {
    const names = new Set([...this.#store.operations()].map(({ service }) => service));
    return Promise.resolve([...names].filter((name) => name !== '').sort());
  }

  operations(service: string): Promise<string[]> {
    const own = [...this.#store.operations()].filter((operation) => operation.service === service);
    return Promise.resolve(own.map(({ name }) => name).sort());
  }

  search(search: TraceSearch): Promise<StoredTrace[]> {
    const { service, start, end, limit, operation, minDurationMs, failed } = search;
    const found = searchTraces(this.#store.newestFirst(), {
      service,
      operation,
      startMin: nanoseconds(start),
      startMax: nanoseconds(end),
      durationMin: minDurationMs === undefined ? undefined : nanoseconds(minDurationMs),
      durationMax: undefined,
      attributes: new Map(failed === true ? [['error', 'true']] : []),
      depth: limit,
    });
    return Promise.resolve(found.flatMap(spansIn));
  }

  trace(traceId: string): Promise<StoredTrace | undefined> {
    const kept = this.#store.get(traceId);
    return Promise.resolve(kept ? spansIn(kept)[0] : undefined);
  }

  traceUrl(traceId: string): string {
    return traceUrl(this.base, traceId);
  }
}

function spansIn(trace: KeptTrace): StoredTrace[] {
  return byTrace(readSpans({ resourceSpans: traceToJson(trace) }));
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}

import { inEntryOrder } from '../../../../../ui/traces/service-order.ts';
import type { JaegerApi } from '../../../../../stack/clients/clients.ts';
import { defineFeed } from '../../../view.ts';
import type { TracesAnswer, TracesSlice } from '../slice.ts';
import { floors, traceRow, type TraceOrder, type TraceRow } from '../../../../../ui/traces/trace-row.ts';

interface ListQuestion {
  order: TraceOrder;
  service: string | undefined;
  /** Minimum duration in the order slowest, once enough traces are known. */
  floorMs: number | undefined;
}

const windowMs = 30 * 60_000;
/**
 * Number of traces per query: of the first service, which receives the requests, and of each other one. `unfiltered` is for a
 * Jaeger that is too old to filter by errors, whose traces are filtered here.
 */
const limits = { first: 30, other: 5, unfiltered: 200 };

/** The newest, slowest or failed traces of all services or of one. */
export const listFeed = defineFeed<TracesSlice, ListQuestion, TracesAnswer>({
  name: 'list',
  intervalMs: 1000,
  question({ order, service, floorMs, opened, search }) {
    return opened || search ? undefined : { order, service, floorMs };
  },
  async ask({ order, service, floorMs }, { clients: { jaeger } }, signal) {
    const services = inEntryOrder(await jaeger.services(signal));
    const search: Search = { jaeger, services: service === undefined ? services : [service], order, signal };
    const rows = order === 'slowest' ? await slowest(search, floorMs) : await searchAll(search, undefined);
    return { feed: 'list', order, service, services, rows };
  },
});

interface Search {
  jaeger: Pick<JaegerApi, 'search'>;
  services: readonly string[];
  order: TraceOrder;
  signal: AbortSignal;
}

/** Stores return the newest traces first, so the slowest are queried by decreasing minimum duration until enough are found. */
async function slowest(search: Search, floorMs: number | undefined): Promise<TraceRow[]> {
  if (floorMs !== undefined) return await searchAll(search, floorMs);
  for (const floor of floors) {
    const rows = await searchAll(search, floor);
    if (rows.length >= 20) return rows;
  }
  return await searchAll(search, 0);
}

async function searchAll(
  { jaeger, services, order, signal }: Search,
  floorMs: number | undefined,
): Promise<TraceRow[]> {
  const end = Date.now();
  const rows = new Map<string, TraceRow>();
  for (const [index, service] of services.entries()) {
    const limit = index === 0 ? limits.first : limits.other;
    const conditions = { ...(floorMs ? { minDurationMs: floorMs } : {}), failed: order === 'failed' };
    const ask = async (most: number): Promise<TraceRow[]> => {
      const search = { service, start: end - windowMs, end, limit: most, ...conditions, signal };
      return (await jaeger.search(search)).map(traceRow);
    };
    const found = await ask(limit);
    const isUnfiltered = order === 'failed' && index === 0 && found.some(({ errors }) => errors === 0);
    for (const row of isUnfiltered ? await ask(limits.unfiltered) : found) rows.set(row.traceId, row);
  }
  return [...rows.values()];
}

import type { JaegerApi, TraceSearch } from '../../stack/clients/jaeger.ts';
import { inEntryOrder } from './service-order.ts';
import { mergeRows, traceRow, type TraceRow } from './trace-row.ts';

/** A search for traces; without a service among those of all services. */
export interface TraceFilter extends Pick<
  TraceSearch,
  'start' | 'end' | 'limit' | 'operation' | 'minDurationMs' | 'maxDurationMs' | 'attributes' | 'failed'
> {
  service?: string | undefined;
}

/** Of all services, the first one has the requests; this share of the limit finds traces that it is not part of. */
const otherShare = 0.2;

/** The newest traces that match, at most `limit`. */
export async function findTraces(
  jaeger: Pick<JaegerApi, 'services' | 'search'>,
  { service, limit, ...search }: TraceFilter,
  signal: AbortSignal,
): Promise<TraceRow[]> {
  const services = service === undefined ? inEntryOrder(await jaeger.services(signal)) : [service];
  const answers = await Promise.all(
    services.map(async (name, index) => {
      const most = index === 0 ? limit : Math.max(10, Math.ceil(limit * otherShare));
      return (await jaeger.search({ ...search, service: name, limit: most, signal })).map(traceRow);
    }),
  );
  return mergeRows([], answers.flat(), search.failed === true ? 'failed' : 'newest', limit);
}

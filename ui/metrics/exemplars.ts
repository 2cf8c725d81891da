import type { Exemplar, PrometheusApi } from '../clients.ts';
import { exemplarSelectors } from '../traces/exemplars/exemplar-query.ts';

export type { Exemplar };

/** The exemplars of every series that a query reads, newest first, one of each trace. */
export async function queryExemplars(
  prometheus: Pick<PrometheusApi, 'exemplars'>,
  query: string,
  range: { start: number; end: number; signal: AbortSignal },
): Promise<Exemplar[]> {
  const selectors = exemplarSelectors({ query, labels: {} }, {});
  const answers = await Promise.all(selectors.map((selector) => prometheus.exemplars(selector, range)));
  const byTrace = new Map<string, Exemplar>();
  for (const exemplar of answers.flat()) {
    const traceId = traceIdOf(exemplar);
    if (traceId !== undefined && !byTrace.has(traceId)) byTrace.set(traceId, exemplar);
  }
  return [...byTrace.values()].sort((a, b) => b.time - a.time);
}

/** The trace that an exemplar names. */
export function traceIdOf({ labels }: Pick<Exemplar, 'labels'>): string | undefined {
  return labels.trace_id ?? labels.traceID;
}

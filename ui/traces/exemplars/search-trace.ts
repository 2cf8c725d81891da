import type { Exemplar } from '../../../stack/clients/prometheus.ts';
import type { Clients } from '../../../stack/clients/clients.ts';

export interface SearchQuestion {
  /** Queried in this order until one has exemplars. */
  selectors: string[];
  /** Start of the time range until now; ms since the epoch. */
  start: number;
  slowestFirst: boolean;
  /** Decision wait of the sampler: a younger trace may still arrive. */
  decisionWaitMs: number;
}

/** Counts of skipped exemplars. */
interface Skipped {
  exemplars: number;
  /** Traces that were decided on but are not in the store. */
  dropped: number;
  /** Traces that are too young for a decision. */
  undecided: number;
}

export interface SearchFound extends Skipped {
  traceId: string;
  /** Time of the exemplar; ms since the epoch. */
  at: number;
  value: number;
  slowestFirst: boolean;
}

export type SearchMissed = Skipped;

/** Maximum number of exemplars per search. */
const followed = 20;

/**
 * Searches the exemplars of an alert for the first trace that was kept. Exemplars are recorded before sampling, so that many refer to
 * dropped traces. Returns counts of the skipped ones.
 */
export async function searchTrace(
  question: SearchQuestion,
  { prometheus, jaeger }: Pick<Clients, 'prometheus' | 'jaeger'>,
  now: number,
  signal: AbortSignal,
): Promise<SearchFound | SearchMissed> {
  const range = { start: question.start, end: now, signal };
  const skipped: Skipped = { exemplars: 0, dropped: 0, undecided: 0 };
  for (const selector of question.selectors) {
    const candidates = inOrder(await prometheus.exemplars(selector, range), question.slowestFirst);
    if (candidates.length === 0) continue;
    skipped.exemplars = candidates.length;
    for (const { traceId, time, value } of candidates.slice(0, followed)) {
      if (await jaeger.trace(traceId, signal)) {
        return { ...skipped, traceId, at: time, value, slowestFirst: question.slowestFirst };
      }
      if (now - time < question.decisionWaitMs) skipped.undecided += 1;
      else skipped.dropped += 1;
    }
    return skipped;
  }
  return skipped;
}

/** Removes duplicates: buckets of a histogram and several series may have the same trace. */
function inOrder(
  exemplars: readonly Exemplar[],
  slowestFirst: boolean,
): { traceId: string; time: number; value: number }[] {
  const byTrace = new Map<string, { traceId: string; time: number; value: number }>();
  for (const { labels, time, value } of exemplars) {
    const traceId = labels.trace_id ?? labels.traceID;
    if (traceId === undefined) continue;
    const known = byTrace.get(traceId);
    if (!known || (slowestFirst ? value > known.value : time > known.time))
      byTrace.set(traceId, { traceId, time, value });
  }
  return [...byTrace.values()].sort((a, b) => (slowestFirst ? b.value - a.value : b.time - a.time));
}

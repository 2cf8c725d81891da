import type { Exemplar } from '../../../../../stack/clients/prometheus.ts';
import type { Clients } from '../../../../../stack/clients/clients.ts';

export interface SeekQuestion {
  /** Tried in this order until one has exemplars. */
  selectors: string[];
  /** Milliseconds since the epoch: from here to now. */
  start: number;
  slowestFirst: boolean;
  /** How long the sampler waits before it decides: a younger trace may still come. */
  decisionWaitMs: number;
}

/** How many exemplars were passed over, and why. */
interface Passed {
  exemplars: number;
  /** Their traces are not in the store though they were decided on. */
  dropped: number;
  /** Too young to be decided on. */
  undecided: number;
}

export interface SeekFound extends Passed {
  traceId: string;
  /** Of the exemplar. */
  at: number;
  value: number;
  slowestFirst: boolean;
}

export type SeekNothing = Passed;

/** So many exemplars are followed at a time. */
const followed = 20;

/**
 * Looks for the exemplar's trace behind an alert: exemplars are taken before sampling, so that one may well point at a trace that was
 * dropped. Takes the first that was kept, and tells what was passed over.
 */
export async function seekTrace(
  question: SeekQuestion,
  { prometheus, jaeger }: Pick<Clients, 'prometheus' | 'jaeger'>,
  now: number,
  signal: AbortSignal,
): Promise<SeekFound | SeekNothing> {
  const range = { start: question.start, end: now, signal };
  const passed: Passed = { exemplars: 0, dropped: 0, undecided: 0 };
  for (const selector of question.selectors) {
    const candidates = inOrder(await prometheus.exemplars(selector, range), question.slowestFirst);
    if (candidates.length === 0) continue;
    passed.exemplars = candidates.length;
    for (const { traceId, time, value } of candidates.slice(0, followed)) {
      if (await jaeger.trace(traceId, signal)) {
        return { ...passed, traceId, at: time, value, slowestFirst: question.slowestFirst };
      }
      if (now - time < question.decisionWaitMs) passed.undecided += 1;
      else passed.dropped += 1;
    }
    return passed;
  }
  return passed;
}

/** Each trace once: the buckets of a histogram and several series may name the same. */
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

import type { LedgerClass } from '../../../lib/events/run-event.ts';
import type { SentRequest } from '../../load/sent-request.ts';
import { classOfRequest } from '../class-of-request.ts';
import type { SamplingThresholds } from '../thresholds.ts';
import { countHeadDropped, countKept, CountsByClass, ledgerClass, noCounts } from './class-counts.ts';
import { expectedOfClass } from './expected.ts';

/** What the store has of one request's trace. */
export interface Found {
  policy: string;
  /** What is missing of it, if anything. */
  missing?: string;
}

/** Counts every request with a trace id in its class, and whether the store has its trace; `found` is by trace id. */
export function countRequests(
  requests: readonly SentRequest[],
  found: ReadonlyMap<string, Found>,
  thresholds: SamplingThresholds,
): LedgerClass[] {
  const byClass = new CountsByClass(noCounts);
  for (const request of requests) {
    if (request.traceId === undefined) continue;
    const counts = byClass.of(classOfRequest(request, thresholds));
    counts.sent += 1;
    const trace = found.get(request.traceId);
    if (trace) countKept(counts, { policy: trace.policy, isComplete: trace.missing === undefined });
    else if (request.sampled === false) countHeadDropped(counts);
  }
  return byClass.inOrder().map((counts) => ledgerClass(counts, expectedOfClass(counts, thresholds)));
}

import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { latencyAt } from '../load/sent-request.ts';
import type { RunContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';
import { readable } from './tolerance.ts';

type LoadExpectation = ExpectationOf<'load'>;

export function describeLoadExpectation({ maxErrors, quantile, maxMs }: LoadExpectation): string {
  return (
    `at most ${readable(maxErrors * 100)}% of requests fail, and ${readable(quantile * 100)}% take at most ` +
    `${maxMs} ms`
  );
}

/** Whether clients of the services noticed anything, from the steady state to the end of the load. */
export function checkLoad({ maxErrors, quantile, maxMs }: LoadExpectation, { load }: RunContext): ExpectationResult {
  const requests = load.requests.filter(({ warmUp }) => !warmUp);
  const failed = requests.filter(({ status }) => status === undefined || status >= 500).length;
  const latency = latencyAt(requests, quantile);
  return {
    passed: requests.length > 0 && failed / requests.length <= maxErrors && latency <= maxMs,
    observed:
      `${failed} of ${requests.length} requests failed, ${readable(quantile * 100)}% took at most ` +
      `${readable(Math.round(latency))} ms`,
    evidence: Object.entries(load.stats.failures).map(([reason, count]) => ({ label: reason, text: `${count} times` })),
  };
}

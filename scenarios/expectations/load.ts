import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { formatCount, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { latencyAt } from '../load/sent-request.ts';
import type { RunContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';

type LoadExpectation = ExpectationOf<'load'>;

export function describeLoadExpectation({ maxErrors, quantile, maxMs }: LoadExpectation): string {
  return (
    `at most ${formatPercent(maxErrors)} of requests fail, and ${formatPercent(quantile)} take at most ` +
    formatDuration(maxMs)
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
      `${formatCount(failed)} of ${plural(requests.length, 'request')} failed, ${formatPercent(quantile)} took ` +
      `at most ` +
      formatDuration(latency),
    evidence: Object.entries(load.stats.failures).map(([reason, count]) => ({
      label: reason,
      text: `${formatCount(count)} times`,
    })),
  };
}

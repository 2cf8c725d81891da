import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import { formatCount, plural } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { latencyAt } from '../load/sent-request.ts';
import type { RunContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';

type LoadExpectation = ExpectationOf<'load'>;

export function describeLoadExpectation({ maxErrors, latency }: LoadExpectation): string {
  const parts = [
    ...(maxErrors === undefined ? [] : [`at most ${formatPercent(maxErrors)} of requests fail`]),
    ...(latency ? [`${formatPercent(latency.quantile)} take at most ${formatDuration(latency.maxMs)}`] : []),
  ];
  return parts.join(', and ');
}

/** Whether clients of the services noticed anything, from the steady state to the end of the load. */
export function checkLoad({ maxErrors = 1, latency }: LoadExpectation, { load }: RunContext): ExpectationResult {
  const requests = load.requests.filter(({ warmUp }) => !warmUp);
  const failed = requests.filter(({ status }) => status === undefined || status >= 500).length;
  const ms = latency ? latencyAt(requests, latency.quantile) : 0;
  const took = latency ? `, ${formatPercent(latency.quantile)} took at most ${formatDuration(ms)}` : '';
  return {
    passed: requests.length > 0 && failed / requests.length <= maxErrors && ms <= (latency?.maxMs ?? 0),
    observed: `${formatCount(failed)} of ${plural(requests.length, 'request')} failed${took}`,
    evidence: Object.entries(load.stats.failures).map(([reason, count]) => ({
      label: reason,
      text: `${formatCount(count)} times`,
    })),
  };
}

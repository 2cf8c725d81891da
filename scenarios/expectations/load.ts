import { latencyAt } from '../load/truth.ts';
import type { RunContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';
import { type Checked, readable } from './check.ts';

type LoadExpectation = ExpectationOf<'load'>;

export function describeLoad({ maxErrors, quantile, maxMs }: LoadExpectation): string {
  return `at most ${readable(maxErrors * 100)} % of requests fail, and ${readable(quantile * 100)} % take at most ${maxMs} ms`;
}

/** Whether the users of the services noticed anything, from the steady state to the end of the load. */
export function checkLoad({ maxErrors, quantile, maxMs }: LoadExpectation, { load }: RunContext): Checked {
  const requests = load.requests.filter(({ warmUp }) => !warmUp);
  const failed = requests.filter(({ status }) => status === undefined || status >= 500).length;
  const latency = latencyAt(requests, quantile);
  return {
    held: requests.length > 0 && failed / requests.length <= maxErrors && latency <= maxMs,
    observed: `${failed} of ${requests.length} requests failed, ${readable(quantile * 100)} % took at most ${readable(Math.round(latency))} ms`,
    evidence: Object.entries(load.stats.failures).map(([reason, count]) => ({ label: reason, text: `${count} times` })),
  };
}

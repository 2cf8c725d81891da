import type { ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { ClosedContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';

export function describeRefused({ atLeast }: ExpectationOf<'refused'>): string {
  return `the Collector refuses at least ${atLeast} spans of the flood, and counts every one that it refused`;
}

/** Whether the Collector's own count of refused spans covers all refusals that the flood received. */
export function checkRefused(
  { atLeast }: ExpectationOf<'refused'>,
  { ledger, flood }: ClosedContext,
): ExpectationResult {
  const { refused, accepted } = ledger.counters.receiver;
  const { unknown } = flood;
  return {
    passed: flood.refused >= atLeast && refused >= flood.refused,
    observed:
      `of the flood's spans ${flood.refused} were refused and ${flood.accepted} accepted; the Collector ` +
      `counted ${refused} refused and ${accepted} accepted spans of all traffic`,
    evidence: unknown === 0 ? [] : [{ label: 'without a response', text: `${unknown} spans of the flood` }],
  };
}

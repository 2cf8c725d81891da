import type { ClosedContext } from '../run/context.ts';
import type { ExpectationOf } from '../scenario.ts';
import type { Checked } from './check.ts';

export function describeRefused({ atLeast }: ExpectationOf<'refused'>): string {
  return `the Collector refuses at least ${atLeast} spans of the flood, and counts every one that it refused`;
}

/** Whether the Collector's own count of refused spans covers all that the flood was told were refused. */
export function checkRefused({ atLeast }: ExpectationOf<'refused'>, { ledger, flood }: ClosedContext): Checked {
  const { refused, accepted } = ledger.counters.receiver;
  const { unknown } = flood;
  return {
    held: flood.refused >= atLeast && refused >= flood.refused,
    observed: `the flood was told that ${flood.refused} of its spans were refused and ${flood.accepted} taken; the Collector counted ${refused} refused and ${accepted} accepted of all traffic`,
    evidence: unknown === 0 ? [] : [{ label: 'without an answer', text: `${unknown} spans of the flood` }],
  };
}

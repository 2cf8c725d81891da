import type { Untimed } from '../../lib/events/emit.ts';
import type { LedgerEvent } from '../../lib/events/run-event.ts';
import { ledgerClass } from '../../scenarios/sampling/ledger/class-counts.ts';
import { expectedKept } from '../../scenarios/sampling/ledger/expected.ts';
import { isByChance } from '../expectations/classes.ts';
import type { Expectations } from '../expectations/expectations.ts';
import type { CheckResults } from '../results.ts';

const notSampled = 'processor_tail_sampling_global_count_traces_sampled';

/**
 * The ledger of a check; `expected` is what the user's sandbox.yaml expects of a class, and any number where it expects
 * nothing.
 */
export function ledgerEvent(results: CheckResults, expectations?: Expectations): Untimed<LedgerEvent> {
  const classes = results.observations.classes.map((account) => {
    const share = expectations?.classes.find((one) => one.class === account.class)?.kept;
    const expected = share
      ? expectedKept(account.sent, share, isByChance(account, results))
      : { min: 0, max: account.sent };
    return ledgerClass(account, expected);
  });
  return { type: 'ledger', classes, unaccounted: unaccounted(results) };
}

/**
 * Neither kept nor counted as dropped; only one tail sampler counts traces, so that without one there is nothing to
 * compare with.
 */
function unaccounted({ collector, observations: { classes, headDropped = {}, ...observed } }: CheckResults): number {
  if (collector.samplers.length !== 1) return 0;
  const counted = (moment: 'start' | 'end'): number =>
    observed.collector[moment].metrics.sum(notSampled, { sampled: 'false' });
  const accounted = Object.values(headDropped).reduce((sum, count) => sum + count, counted('end') - counted('start'));
  const missing = classes.reduce((sum, { sent, kept }) => sum + sent - kept, 0);
  return Math.max(0, missing - accounted);
}

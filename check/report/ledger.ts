import type { LedgerClass, LedgerEvent } from '../../lib/events/run-event.ts';
import { allowed, isByChance } from '../expectations/classes.ts';
import type { Expectations } from '../expectations/expectations.ts';
import type { CheckResults } from '../results.ts';

const notSampled = 'processor_tail_sampling_global_count_traces_sampled';

/** What became of the traces of each class; `expected` is of the person's expectations, and anything where there is none. */
export function ledgerEvent(results: CheckResults, expectations?: Expectations): Omit<LedgerEvent, 'time'> {
  const classes = results.observations.classes.map((account): LedgerClass => {
    const { class: name, generated, kept, fragments, policies } = account;
    const share = expectations?.classes.find((one) => one.class === name)?.kept;
    const expected = share ? allowed(account, share, isByChance(account, results)) : { min: 0, max: generated };
    return { class: name, generated, kept, dropped: generated - kept, expected, fragments, policies };
  });
  return { type: 'ledger', classes, unaccounted: unaccounted(results) };
}

/** Neither kept nor counted as dropped; only one tail sampler counts traces, so that without one there is nothing to compare with. */
function unaccounted({ collector, observations: { classes, headDropped = {}, ...observed } }: CheckResults): number {
  if (collector.samplers.length !== 1) return 0;
  const counted = (moment: 'start' | 'end'): number =>
    observed.collector[moment].metrics.sum(notSampled, { sampled: 'false' });
  const accounted = Object.values(headDropped).reduce((sum, count) => sum + count, counted('end') - counted('start'));
  const missing = classes.reduce((sum, { generated, kept }) => sum + generated - kept, 0);
  return Math.max(0, missing - accounted);
}

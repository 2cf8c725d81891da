import type { ViewAction } from '../../state/action.ts';
import { type HomeAnswer, keptShare, type SamplerAnswer, type SignalsAnswer } from '../../../../ui/signals/signals.ts';

export interface HomeSlice {
  /** Index of the selected component. */
  selected: number;
  signals?: SignalsAnswer;
  sampler?: SamplerAnswer;
  /** The share of traces kept between two readings, 0 to 1; undefined without a decision. */
  keptShares: readonly (number | undefined)[];
  /** The last error of each feed, by its name. */
  failures: Readonly<Partial<Record<string, string>>>;
}

export const initialHome: HomeSlice = { selected: 0, keptShares: [], failures: {} };

/** As many as fit on a wide screen. */
const keptReadings = 200;

export function reduceHome(slice: HomeSlice, action: ViewAction<HomeAnswer>): HomeSlice {
  if (action.type === 'unanswered') {
    return { ...slice, failures: { ...slice.failures, [action.feed]: action.reason } };
  }
  if (action.type !== 'answer') return slice;
  const { answer } = action;
  const failures = { ...slice.failures, [answer.kind]: undefined };
  if (answer.kind === 'signals') return { ...slice, failures, signals: answer };
  const keptShares = [...slice.keptShares, keptShare(slice.sampler, answer)].slice(-keptReadings);
  return { ...slice, failures, sampler: answer, keptShares };
}

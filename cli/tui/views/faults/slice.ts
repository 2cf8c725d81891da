import type { ServiceName } from '../../../../stack/services/index.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import type { ViewAction } from '../../state/action.ts';

/** The faults of each service that answered. */
export interface FaultsAnswer {
  services: Readonly<Partial<Record<ServiceName, readonly FaultState[]>>>;
  /** Services that did not, and why. */
  silent: Readonly<Partial<Record<ServiceName, string>>>;
}

export interface FaultsSlice extends FaultsAnswer {
  selected: number;
  filter: string;
  /** Parameters that were entered for faults, by their keys: the next time they are offered again. */
  edited: Readonly<Record<string, Record<string, unknown>>>;
}

export const initialFaults: FaultsSlice = { selected: 0, filter: '', services: {}, silent: {}, edited: {} };

export function reduceFaults(slice: FaultsSlice, action: ViewAction<FaultsAnswer>): FaultsSlice {
  if (action.type !== 'answer') return slice;
  // What a service had before it fell silent stays in the list, so that nothing jumps under the selection.
  return { ...slice, services: { ...slice.services, ...action.answer.services }, silent: action.answer.silent };
}

import type { ServiceName } from '../../../../stack/services/index.ts';
import type { FaultState } from '../../../../stack/clients/service-faults.ts';
import type { ViewAction } from '../../state/action.ts';

/** The faults of each service. */
export interface FaultsAnswer {
  services: Readonly<Partial<Record<ServiceName, readonly FaultState[]>>>;
  /** Services that do not respond, with the reason. */
  silent: Readonly<Partial<Record<ServiceName, string>>>;
}

export interface FaultsSlice extends FaultsAnswer {
  selected: number;
  filter: string;
  /** Entered parameters by fault key, reused in the next prompt. */
  edited: Readonly<Record<string, Record<string, unknown>>>;
}

export const initialFaults: FaultsSlice = { selected: 0, filter: '', services: {}, silent: {}, edited: {} };

export function reduceFaults(slice: FaultsSlice, action: ViewAction<FaultsAnswer>): FaultsSlice {
  if (action.type !== 'answer') return slice;
  // Faults of a service that stopped responding stay in the list, so that the selection does not jump.
  return { ...slice, services: { ...slice.services, ...action.answer.services }, silent: action.answer.silent };
}

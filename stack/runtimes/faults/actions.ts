import type { ComponentFault } from '../../components/component-fault.ts';
import type { PartSlot } from '../parts/part-slot.ts';

/** How one fault is done to a component, and undone. */
export interface FaultAction {
  apply(slot: PartSlot, signal: AbortSignal): Promise<void>;
  /** Whether it is a new start, which tells the board of itself and waits until the component is ready. */
  startsAnew: boolean;
  rollBack(slot: PartSlot, signal: AbortSignal): Promise<void>;
}

const startAgain = (slot: PartSlot, signal: AbortSignal): Promise<void> => slot.start(signal);

export const faultActions: Readonly<Record<ComponentFault, FaultAction>> = {
  pause: {
    apply: async ({ part }) => part?.pause(),
    startsAnew: false,
    rollBack: async ({ part }) => part?.resume(),
  },
  disconnect: {
    apply: async ({ part }) => part?.disconnect(),
    startsAnew: false,
    rollBack: async ({ part }) => part?.reconnect(),
  },
  kill: { apply: (slot) => slot.end('kill'), startsAnew: true, rollBack: startAgain },
  restart: { apply: (slot) => slot.end('stop'), startsAnew: true, rollBack: startAgain },
};

import type { ComponentFault } from '../../components/component-fault.ts';
import type { PartSlot } from '../parts/part-slot.ts';

/** How a fault is injected into a component and reverted. */
export interface FaultAction {
  apply(slot: PartSlot, signal: AbortSignal): Promise<void>;
  /** Whether the rollback starts the component again, which reports its states and waits until it is ready. */
  startsAgain: boolean;
  rollBack(slot: PartSlot, signal: AbortSignal): Promise<void>;
}

const startAgain = (slot: PartSlot, signal: AbortSignal): Promise<void> => slot.start(signal);

export const faultActions: Readonly<Record<ComponentFault, FaultAction>> = {
  pause: {
    apply: async ({ part }) => part?.pause(),
    startsAgain: false,
    rollBack: async ({ part }) => part?.resume(),
  },
  disconnect: {
    apply: async ({ part }) => part?.disconnect(),
    startsAgain: false,
    rollBack: async ({ part }) => part?.reconnect(),
  },
  kill: { apply: (slot) => slot.end('kill'), startsAgain: true, rollBack: startAgain },
  restart: { apply: (slot) => slot.end('stop'), startsAgain: true, rollBack: startAgain },
};

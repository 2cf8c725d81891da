import { z } from 'zod';
import type { FaultDescriptor } from '../../stack/faults/fault-descriptor.ts';
import type { Injector } from './injector.ts';

/** More requests than usual: a campaign, a retry storm, a crawler. The services themselves are healthy. */
export const loadSpike = {
  name: 'load-spike',
  description: 'Multiplies the arrival rate of the load',
  target: 'load',
  parameters: {
    factor: {
      type: 'number',
      description: 'The rate during the fault, in multiples of the usual one',
      minimum: 1.1,
      maximum: 50,
      required: true,
    },
  },
  supportedBy: ['embedded', 'docker', 'simulation'],
} as const satisfies FaultDescriptor;

const { factor } = loadSpike.parameters;

export const loadSpikeParameters = z.strictObject({ factor: z.number().min(factor.minimum).max(factor.maximum) });

/** What the arrival rate of a load is multiplied by; shared by the load and its faults. */
export interface LoadFactor {
  factor: number;
}

/** Sends the requests of a load faster until it is reverted. */
export function loadSpikeInjector({ factor }: z.output<typeof loadSpikeParameters>, load: LoadFactor): Injector {
  const set = (value: number): Promise<void> => {
    load.factor = value;
    return Promise.resolve();
  };
  return {
    applied: { fault: loadSpike.name, target: 'load', parameters: { factor } },
    apply: () => set(factor),
    revert: () => set(1),
  };
}

import type { FaultDescriptor } from '../../stack/faults/fault-descriptor.ts';
import { componentFaultDescriptors } from '../../stack/components/component-fault.ts';
import { serviceFaults } from '../../simulation/services/service-faults.ts';
import { proxyFaultDescriptors } from './proxy-fault-descriptors.ts';
import { loadSpike } from './load-spike.ts';
import { telemetryFlood } from './flood-parameters.ts';

/** Every fault that can be injected: into services, into components, telemetry and load that the run sends, and a proxy. */
export const faultRegistry: readonly FaultDescriptor[] = [
  ...serviceFaults,
  ...componentFaultDescriptors,
  telemetryFlood,
  loadSpike,
  ...proxyFaultDescriptors,
];

/** The fault of that name; undefined for one that only the service knows. */
export function findFault(name: string): FaultDescriptor | undefined {
  return faultRegistry.find((fault) => fault.name === name);
}

import type { FaultDescriptor } from '../../stack/faults/fault-descriptor.ts';
import { componentFaultDescriptors } from '../../stack/components/component-fault.ts';
import { serviceFaults } from '../../simulation/services/service-faults.ts';
import { proxyFaultDescriptors } from './proxy-fault-descriptors.ts';
import { telemetryFlood } from './flood-parameters.ts';

/** Every fault that can be injected: into services, into components, telemetry that the run sends itself, and a proxy. */
export const faultRegistry: readonly FaultDescriptor[] = [
  ...serviceFaults,
  ...componentFaultDescriptors,
  telemetryFlood,
  ...proxyFaultDescriptors,
];

/** The fault of that name; undefined for one that only the service knows. */
export function findFault(name: string): FaultDescriptor | undefined {
  return faultRegistry.find((fault) => fault.name === name);
}

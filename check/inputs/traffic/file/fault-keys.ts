import type { TrafficKey } from '../../../../simulation/services/fault-definition.ts';
import { findServiceFault } from '../../../../simulation/services/service-faults.ts';
import type { FaultParameter } from '../../../../stack/faults/fault-descriptor.ts';

/** A parameter of a fault and its key in a traffic file. */
export interface FaultKey {
  name: string;
  parameter: FaultParameter;
  traffic: TrafficKey;
}

/** The keys of a fault in a traffic file, in the order of its parameters. */
export function trafficKeysOf(fault: string): FaultKey[] {
  const parameters = Object.entries(findServiceFault(fault)?.parameters ?? {});
  return parameters.flatMap(([name, parameter]) =>
    parameter.traffic ? [{ name, parameter, traffic: parameter.traffic }] : [],
  );
}

import { z } from 'zod';
import type { FaultParameter } from '../../stack/faults/fault-descriptor.ts';
import { findServiceFault, type ServiceFaultName } from '../../simulation/services/service-faults.ts';

/** A text that the run replaces: `$seed`, `$token`, `$password`. */
const placeholder = z.string().regex(/^\$\w+$/);

/** The schema of a service fault's parameters in a scenario. */
export function serviceParameters(fault: ServiceFaultName): z.ZodType {
  const parameters: Readonly<Record<string, FaultParameter>> = findServiceFault(fault)?.parameters ?? {};
  return z.strictObject(Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, fieldOf(one)])));
}

function fieldOf(parameter: FaultParameter): z.ZodType {
  const field = z.union([valueOf(parameter), placeholder]);
  return parameter.required === true ? field : field.optional();
}

function valueOf(parameter: FaultParameter): z.ZodType {
  switch (parameter.type) {
    case 'number':
      return z.number().min(parameter.minimum).max(parameter.maximum);
    case 'integer':
      return z.number().int().min(parameter.minimum).max(parameter.maximum);
    case 'string':
      return z.string().min(1).max(parameter.maxLength);
    case 'choice':
      return z.enum(parameter.values);
    case 'routes':
      return z.array(z.string()).min(1);
  }
}

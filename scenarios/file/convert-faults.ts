import { durationMs, offsetMs, shareOf } from '../../lib/yaml/forms.ts';
import type { Problems } from '../../lib/yaml/problems.ts';
import { findFault } from '../faults/registry.ts';
import { type FaultKey, faultKeysOf, setByRun, showValue } from './fault-keys.ts';
import type { FaultEntry, ScenarioFile } from './schema.ts';

export const defaultDuration = '4m';

/** Keys that are not parameters. */
const common: readonly string[] = ['fault', 'service', 'component', 'from', 'to'];

/** A fault of a scenario file as a scenario has it; what cannot be converted is added to the problems. */
export function convertFault(entry: FaultEntry, index: number, file: ScenarioFile, problems: Problems): object {
  const { duration = defaultDuration } = file;
  const { fault: name, from = '0s', to = duration } = entry;
  const path = ['faults', index];
  const target = targetOf(entry, index, file, problems);
  const endsByItself = name === 'restart';
  if (endsByItself && entry.to !== undefined) {
    problems.add([...path, 'to'], 'restart ends by itself, once the component is ready: omit to.');
  }
  const parameters = parametersOf(entry, index, problems);
  return {
    fault: name,
    target,
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    from,
    ...(endsByItself ? {} : { to }),
  };
}

function targetOf(
  { fault, service, component }: FaultEntry,
  index: number,
  file: ScenarioFile,
  problems: Problems,
): object {
  const path = ['faults', index];
  const kind = findFault(fault)?.target;
  if (kind === 'application' || kind === 'load') {
    const extra = service === undefined ? 'component' : 'service';
    if (kind === 'application' && file.target === undefined)
      problems.add(path, `${fault} needs an application: set target.`);
    if (service !== undefined || component !== undefined) {
      problems.add([...path, extra], `${fault} affects the ${kind === 'load' ? 'load' : 'target'}: omit ${extra}.`);
    }
    return { [kind]: true };
  }
  const isOnComponent = kind === 'component' || kind === 'otel-collector';
  if (isOnComponent && service !== undefined) {
    problems.add([...path, 'service'], `${fault} is a fault of a component: write component: ${service}.`);
  } else if (!isOnComponent && component !== undefined) {
    problems.add([...path, 'component'], `${fault} is a fault of a service: write service: ${component}.`);
  } else if (service === undefined && component === undefined && kind !== 'otel-collector') {
    problems.add(path, `${fault} needs a ${isOnComponent ? 'component' : 'service'}.`);
  }
  if (!isOnComponent) return { service };
  return { component: component ?? (kind === 'otel-collector' ? 'otel-collector' : undefined) };
}

function parametersOf(entry: FaultEntry, index: number, problems: Problems): Record<string, unknown> {
  const { fault } = entry;
  const path = ['faults', index];
  const keys = faultKeysOf(fault);
  const values = entry as unknown as Record<string, unknown>;
  for (const key of Object.keys(entry)) {
    if (common.includes(key) || keys.some((one) => one.key === key)) continue;
    const names = keys.map((one) => one.key);
    const known = names.length === 0 ? 'It has no parameters.' : `It has: ${names.join(', ')}.`;
    problems.add([...path, key], `${fault} has no ${key}. ${known}`);
  }
  const parameters: Record<string, unknown> = {};
  for (const key of keys) {
    const written = values[key.key];
    if (written === undefined) {
      if (key.parameter.required === true) problems.add(path, `${fault} needs ${key.key}.`);
      continue;
    }
    const value = valueOf(written, key);
    const limit = outside(value, key);
    if (value === undefined) problems.add([...path, key.key], `${key.key} of ${fault} has the wrong type.`);
    else if (limit !== undefined) problems.add([...path, key.key], `${key.key} must be ${limit}.`);
    else parameters[key.name] = value;
  }
  // The run's own seed and secrets, so that a run can be repeated and its leaks can be found.
  for (const name of Object.keys(findFault(fault)?.parameters ?? {})) {
    if (name in setByRun) parameters[name] = setByRun[name];
  }
  return parameters;
}

function valueOf(written: unknown, { form }: FaultKey): unknown {
  switch (form) {
    case 'share':
      return typeof written === 'string' || typeof written === 'number' ? shareOf(written) : undefined;
    case 'duration':
      return typeof written === 'string' ? durationMs(written) : undefined;
    case 'offset':
      return typeof written === 'string' ? offsetMs(written) : undefined;
    case 'routes':
      return Array.isArray(written) ? written : undefined;
    case 'string':
    case 'choice':
      return typeof written === 'string' ? written : undefined;
    case 'integer':
    case 'number':
      return typeof written === 'number' ? written : undefined;
  }
}

/** The range that a value is out of. */
function outside(value: unknown, { form, parameter }: FaultKey): string | undefined {
  if (typeof value !== 'number' || !('minimum' in parameter)) return undefined;
  const { minimum, maximum } = parameter;
  if (value >= minimum && value <= maximum) return undefined;
  return `${showValue(minimum, form)} to ${showValue(maximum, form)}`;
}

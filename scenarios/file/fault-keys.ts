import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { FaultParameter } from '../../stack/faults/fault-descriptor.ts';
import { faultRegistry } from '../faults/registry.ts';

/** How a scenario file writes a parameter. */
export type KeyForm = 'share' | 'duration' | 'offset' | 'number' | 'integer' | 'string' | 'choice' | 'routes';

/** A parameter of a fault and its key in a scenario file. */
export interface FaultKey {
  key: string;
  form: KeyForm;
  /** The name in the fault registry. */
  name: string;
  parameter: FaultParameter;
}

/** Set by the run: its seed, and the secrets that it plants. */
export const setByRun: Readonly<Record<string, string>> = {
  seed: '$seed',
  token: '$token',
  password: '$password',
};

/** The keys of a fault, in the order of its parameters. */
export function faultKeysOf(fault: string): FaultKey[] {
  const parameters = faultRegistry.find(({ name }) => name === fault)?.parameters ?? {};
  return Object.entries(parameters)
    .filter(([name]) => !(name in setByRun))
    .map(([name, parameter]) => ({ key: keyOf(name, parameter), form: formOf(name, parameter), name, parameter }));
}

/** As in a traffic file where it has the parameter, otherwise its name: `afterMs` is the duration `after`. */
function keyOf(name: string, parameter: FaultParameter & { traffic?: { key: string } }): string {
  if (parameter.traffic) return parameter.traffic.key;
  const unitless = name === 'ms' ? 'by' : name.replace(/Ms$/, '');
  return unitless.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function formOf(name: string, parameter: FaultParameter): KeyForm {
  if (name === 'ms' || name.endsWith('Ms')) {
    return 'minimum' in parameter && parameter.minimum < 0 ? 'offset' : 'duration';
  }
  if (parameter.type === 'number' && parameter.minimum === 0 && parameter.maximum === 1) return 'share';
  return parameter.type;
}

/** A value of a parameter as a scenario file writes it. */
export function showValue(value: number | string, form: KeyForm): string {
  if (typeof value === 'string') return value;
  if (form === 'offset') return value < 0 ? `-${formatDuration(-value)}` : formatDuration(value);
  if (form === 'duration') return value === 0 ? '0s' : formatDuration(value);
  return form === 'share' ? `${100 * value}%` : Number.isInteger(value) ? formatCount(value) : String(value);
}

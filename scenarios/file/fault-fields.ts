import { z } from 'zod';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCount } from '../../lib/format/number.ts';
import { durationField, shareField } from '../../lib/yaml/fields.ts';
import { faultRegistry } from '../faults/registry.ts';
import { type FaultKey, faultKeysOf } from './fault-keys.ts';

/** The faults that a running stack has. */
export const fileFaults = faultRegistry.filter(({ supportedBy }) =>
  supportedBy.some((where) => where !== 'simulation'),
);

/** The parameters of all faults as keys of one mapping, each with the faults that have it. */
export function parameterFields(): Record<string, z.ZodType> {
  const byKey = new Map<string, (FaultKey & { fault: string })[]>();
  for (const { name: fault } of fileFaults) {
    for (const key of faultKeysOf(fault)) byKey.set(key.key, [...(byKey.get(key.key) ?? []), { ...key, fault }]);
  }
  return Object.fromEntries(
    [...byKey].map(([key, uses]) => {
      const byForm = new Map(uses.map((use) => [use.form, fieldOf(use)]));
      const [first, second, ...others] = byForm.values();
      const field = second ? z.union([first ?? z.never(), second, ...others]) : (first ?? z.never());
      return [key, field.optional().describe(describeUses(uses))];
    }),
  );
}

/** Faults that describe a parameter alike are named together. */
function describeUses(uses: readonly (FaultKey & { fault: string })[]): string {
  const byText = new Map<string, string[]>();
  for (const use of uses) byText.set(helpOf(use), [...(byText.get(helpOf(use)) ?? []), `\`${use.fault}\``]);
  return [...byText].map(([text, faults]) => `For ${faults.join(', ')}: ${text}.`).join(' ');
}

function helpOf({ form, parameter }: FaultKey): string {
  const {
    traffic,
    description,
    required = false,
  } = parameter as FaultKey['parameter'] & { traffic?: { help: string } };
  const what = traffic?.help ?? description.charAt(0).toLowerCase() + description.slice(1);
  const limits =
    'minimum' in parameter && form !== 'share'
      ? [`${shown(parameter.minimum, form)} to ${shown(parameter.maximum, form)}`]
      : [];
  const fallback =
    'default' in parameter && !what.includes('by default') ? [`${shown(parameter.default ?? 0, form)} by default`] : [];
  const notes = [...limits, ...(required ? ['required'] : fallback)];
  return notes.length === 0 ? what : `${what} (${notes.join(', ')})`;
}

function shown(value: number, form: FaultKey['form']): string {
  if (form === 'duration') return value === 0 ? '0s' : formatDuration(value);
  return form === 'share' ? `${100 * value}%` : Number.isInteger(value) ? formatCount(value) : String(value);
}

function fieldOf({ form }: FaultKey): z.ZodType {
  switch (form) {
    case 'share':
      return shareField;
    case 'duration':
      return durationField;
    case 'routes':
      return z.array(z.string()).min(1);
    case 'integer':
      return z.number().int();
    case 'number':
      return z.number();
    case 'string':
      return z.string().min(1);
  }
}

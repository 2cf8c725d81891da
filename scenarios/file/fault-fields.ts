import { z } from 'zod';
import { durationField, offsetField, shareField } from '../../lib/yaml/fields.ts';
import { faultRegistry } from '../faults/registry.ts';
import { describeUses } from './describe-uses.ts';
import { type FaultKey, faultKeysOf, showValue } from './fault-keys.ts';

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
      return [
        key,
        field.optional().describe(describeUses(uses.map((use) => ({ fault: use.fault, help: helpOf(use) })))),
      ];
    }),
  );
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
      ? [`${showValue(parameter.minimum, form)} to ${showValue(parameter.maximum, form)}`]
      : [];
  const fallback =
    'default' in parameter && !what.includes('by default')
      ? [`${showValue(parameter.default ?? 0, form)} by default`]
      : [];
  const notes = [...limits, ...(required ? ['required'] : fallback)];
  return notes.length === 0 ? what : `${what} (${notes.join(', ')})`;
}

function fieldOf({ form, parameter }: FaultKey): z.ZodType {
  switch (form) {
    case 'share':
      return shareField;
    case 'duration':
      return durationField;
    case 'offset':
      return offsetField;
    case 'choice':
      return z.enum('values' in parameter ? parameter.values : []);
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

import type { JSX } from 'preact';
import type { Variable } from '../../../ui/dashboards/dashboard.ts';
import { allValues, type VariableValue } from '../../../ui/dashboards/scope.ts';
import { setParams } from '../../app/route.ts';
import { Field, Select } from '../../parts/fields.tsx';

/** Chooses the value of a variable, which is in the address. */
export function VariableSelect({ variable, values, options }: VariableValue & { variable: Variable }): JSX.Element {
  const label = variable.label || variable.name;
  const set = (value: string): void => setParams({ [`var-${variable.name}`]: value });
  if (variable.type === 'textbox') {
    return (
      <Field label={label}>
        <input value={values.join(',')} onChange={(event) => set(event.currentTarget.value)} />
      </Field>
    );
  }
  return (
    <Select
      label={label}
      value={values.join(',')}
      options={[
        ...(variable.hasAll ? [[allValues, 'All'] as const] : []),
        ...options,
        ...(values.length > 1 ? [[values.join(','), values.join(' and ')] as const] : []),
      ]}
      onChange={set}
    />
  );
}

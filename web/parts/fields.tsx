import type { ComponentChildren, JSX } from 'preact';

interface FieldProps {
  label: string;
  /** Takes the width that is left; `line` a line of its own. */
  width?: 'grow' | 'line';
  children: ComponentChildren;
}

/** A labeled control. */
export function Field({ label, width, children }: FieldProps): JSX.Element {
  return (
    <label class={`field ${width ?? ''}`}>
      <span>{label}</span>
      {children}
    </label>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (string | readonly [value: string, text: string])[];
  onChange: (value: string) => void;
}

export function Select({ label, value, options, onChange }: SelectProps): JSX.Element {
  const entries = options.map((option) => (typeof option === 'string' ? ([option, option] as const) : option));
  // A value from the address that is not among the options stays visible.
  const all = entries.some(([one]) => one === value) ? entries : [...entries, [value, value] as const];
  return (
    <Field label={label}>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {all.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

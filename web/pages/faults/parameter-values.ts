import type { FaultParameterRow } from '../../../ui/workbench/api.ts';

/** What was entered for the parameters of a fault, as its service expects it; empty ones have their default. */
export function parameterValues(
  parameters: readonly Pick<FaultParameterRow, 'name'>[],
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    parameters.flatMap(({ name }) => {
      const text = texts[name]?.trim() ?? '';
      return text === '' ? [] : [[name, valueOf(text)]];
    }),
  );
}

/** Numbers, lists and booleans as JSON; anything else is a text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

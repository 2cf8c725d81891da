import type { Value } from './ast.ts';

export interface TemplateFunction {
  /** The least and the most arguments. */
  arguments: readonly [number, number];
  /** Throws an Error, which the line then shows, if it cannot be computed. */
  call: (args: readonly Value[], line: { text: string; timeNs: bigint }) => Value;
}

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

/** A value as Go prints it. */
export function text(value: Value | undefined): string {
  if (typeof value !== 'number') return String(value ?? '');
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A text that is not a number counts as 0, as in Loki. */
export function number(value: Value | undefined): number {
  return (typeof value === 'number' ? value : Number(text(value).trim())) || 0;
}

export function isTrue(value: Value): boolean {
  return value !== '' && value !== 0 && value !== false;
}

/** A function of texts; a pipeline passes on the last one. */
export function ofTexts(count: number, call: (...args: string[]) => Value): TemplateFunction {
  return { arguments: [count, count], call: (args) => call(...args.map(text)) };
}

export function ofNumbers(least: number, most: number, call: (...args: number[]) => number): TemplateFunction {
  return { arguments: [least, most], call: (args) => call(...args.map(number)) };
}

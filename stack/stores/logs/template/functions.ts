import type { Value } from './ast.ts';
import { numberFunctions } from './number-functions.ts';
import { printf } from './printf.ts';
import { isTrue, text, type TemplateFunction, type TemplateFunctions } from './template-function.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';

function compare(holds: (a: Value, b: Value) => boolean): TemplateFunction {
  return {
    arguments: [2, 2],
    call: ([a = '', b = '']) => {
      if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
      return holds(a, b);
    },
  };
}

/**
 * The functions of Loki's templates that this store has, with Loki's order of arguments.
 * Source: https://grafana.com/docs/loki/latest/query/template_functions/
 */
export const functions: TemplateFunctions = {
  ...textFunctions,
  ...numberFunctions,
  ...timeFunctions,
  __line__: { arguments: [0, 0], call: (_, line) => line.text },
  default: { arguments: [2, 2], call: ([fallback = '', value = '']) => (isTrue(value) ? value : fallback) },
  eq: compare((a, b) => a === b),
  ne: compare((a, b) => a !== b),
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  and: { arguments: [1, 20], call: (args) => args.find((value) => !isTrue(value)) ?? args.at(-1) ?? '' },
  or: { arguments: [1, 20], call: (args) => args.find(isTrue) ?? args.at(-1) ?? '' },
  not: { arguments: [1, 1], call: ([value = '']) => !isTrue(value) },
  printf: { arguments: [1, 20], call: ([format, ...args]) => printf(text(format), args) },
};

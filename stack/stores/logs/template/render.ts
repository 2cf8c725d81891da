import type { Expression, TemplateNode, Value } from './ast.ts';
import { functions } from './functions.ts';
import { isTrue, text as printed } from './template-function.ts';

/** What a template is rendered with; a field that there is not is empty, as in Loki. */
export interface TemplateData {
  text: string;
  timeNs: bigint;
  field: (name: string) => string | undefined;
}

/** The longest text that a template or a function of it makes, in UTF-16 units. */
const mostLength = 2 ** 20;

/**
 * Renders a template.
 *
 * @throws Error when a function cannot be computed, or the text is too long
 */
export function renderTemplate(nodes: readonly TemplateNode[], data: TemplateData): string {
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text;
    else if (node.kind === 'output') text += printed(evaluate(node.expression, data));
    else text += renderTemplate(isTrue(evaluate(node.condition, data)) ? node.then : node.otherwise, data);
    checkLength(text);
  }
  return text;
}

function checkLength(value: Value): void {
  if (typeof value === 'string' && value.length > mostLength) throw new Error(`the text is longer than ${mostLength}`);
}

function evaluate(expression: Expression, data: TemplateData): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return data.field(expression.name) ?? '';
    case 'call': {
      const known = functions[expression.name];
      if (!known) throw new TypeError(`no function ${expression.name}`);
      const value = known.call(
        expression.args.map((argument) => evaluate(argument, data)),
        data,
      );
      checkLength(value);
      return value;
    }
  }
}

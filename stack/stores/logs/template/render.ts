import type { Expression, TemplateNode, Value } from './ast.ts';
import { functions, isTrue } from './functions.ts';

/** What a template is rendered with; a field that there is not is empty, as in Loki. */
export interface TemplateData {
  text: string;
  timeNs: bigint;
  field: (name: string) => string | undefined;
}

/**
 * Renders a template.
 *
 * @throws Error when a function cannot be computed
 */
export function renderTemplate(nodes: readonly TemplateNode[], data: TemplateData): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'output') return String(evaluate(node.expression, data));
      return renderTemplate(isTrue(evaluate(node.condition, data)) ? node.then : node.otherwise, data);
    })
    .join('');
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
      return known.call(
        expression.args.map((argument) => evaluate(argument, data)),
        data,
      );
    }
  }
}

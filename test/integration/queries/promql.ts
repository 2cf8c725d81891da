import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';

/** Where an expression is not PromQL, in words; undefined when it is. */
export function syntaxError(expression: string): string | undefined {
  let found: string | undefined;
  parser.parse(expression).iterate({
    enter({ type, from }) {
      if (type.isError) found ??= `at ${from}: ${expression.slice(Math.max(0, from - 20), from + 20)}`;
    },
  });
  return found;
}

/** The metrics that an expression selects: names, and for `{__name__=~"..."}` regular expressions. */
export function metricsOf(expression: string): string[] {
  const metrics: string[] = [];
  parser.parse(expression).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return;
      const identifier = node.getChild('Identifier');
      const text = expression.slice(node.from, node.to);
      const metric = identifier ? slice(expression, identifier) : /__name__=~?"([^"]+)"/.exec(text)?.[1];
      if (metric === undefined) throw new Error(`a selector without a name: ${text}`);
      metrics.push(metric);
    },
  });
  return [...new Set(metrics)];
}

const comparisons = ['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq'];

/**
 * What a rule's expression measures, without the thresholds that keep it empty while all is well: the left-hand sides of its
 * comparisons, and both sides of `and`, `or` and `unless`.
 */
export function measuredBy(expression: string): string[] {
  const measured = (node: SyntaxNode): string[] => {
    const [left, right] = [node.firstChild, node.lastChild];
    if (node.name === 'ParenExpr') return left ? measured(left) : [];
    if (node.name === 'BinaryExpr' && left && right) {
      if (['And', 'Or', 'Unless'].some((name) => node.getChild(name))) return [...measured(left), ...measured(right)];
      if (comparisons.some((name) => node.getChild(name))) return measured(left);
    }
    return [slice(expression, node)];
  };
  const root = parser.parse(expression).topNode.firstChild;
  return root ? measured(root) : [];
}

function slice(expression: string, { from, to }: { from: number; to: number }): string {
  return expression.slice(from, to).trim();
}

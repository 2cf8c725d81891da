import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import { at, type Expression } from './promql/expression.ts';

/** Functions that evaluate how a counter changed, and not its value. */
const growth =
  /^(rate|irate|increase|delta|idelta|deriv|changes|resets|predict_linear|absent\w*|present_over_time|timestamp)$/;

/**
 * The counter whose raw value a part of an expression uses, without `rate` or the like; undefined where there is none.
 */
export function bareCounter(part: Expression, series: readonly RangeSeries[]): string | undefined {
  if (series.length === 0 || !series.every(onlyGrows)) return undefined;
  let found: string | undefined;
  part.node.cursor().iterate((inner) => {
    if (inner.from < part.node.from || inner.to > part.node.to) return false;
    if (inner.name === 'FunctionCall') {
      const name = at(inner.node, part.whole).text.split('(', 1).join('').trim();
      return !growth.test(name);
    }
    if (inner.name !== 'VectorSelector') return true;
    const name = inner.node.getChild('Identifier');
    const metric = name ? at(name, part.whole).text : '';
    if (/_(total|count|sum|bucket)$/.test(metric)) found ??= metric;
    return true;
  });
  return found;
}

function onlyGrows({ points }: RangeSeries): boolean {
  const values = points.map(([, value]) => value);
  const [first = 0] = values;
  return (values.at(-1) ?? 0) > first && values.slice(1).every((value, index) => value >= (values[index] ?? 0));
}

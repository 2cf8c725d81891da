import type { Aggregator, VectorAggregation } from '../logql/ast.ts';
import { groupLabels, identify, type Sample, type Vector } from './vector.ts';

const reducers: Record<Exclude<Aggregator, 'topk' | 'bottomk'>, (values: readonly number[]) => number> = {
  sum: total,
  avg: (values) => total(values) / values.length,
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  count: (values) => values.length,
};

/** Applies `sum by (...)` and its like to the samples of one step. */
export function aggregate(expr: VectorAggregation, vector: Vector): Vector {
  const groups = new Map<string, { labels: Record<string, string>; samples: Sample[] }>();
  for (const sample of vector) {
    const { key, labels } = identify(groupLabels(sample.labels, expr.grouping));
    const group = groups.get(key);
    if (group) group.samples.push(sample);
    else groups.set(key, { labels, samples: [sample] });
  }
  const { operator } = expr;
  if (operator === 'topk' || operator === 'bottomk') {
    const sign = operator === 'topk' ? -1 : 1;
    return [...groups.values()].flatMap(({ samples }) =>
      samples.sort((a, b) => sign * (a.value - b.value)).slice(0, Math.max(expr.parameter ?? 0, 0)),
    );
  }
  return [...groups].map(([key, { labels, samples }]) => ({
    key,
    labels,
    value: reducers[operator](samples.map((sample) => sample.value)),
  }));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

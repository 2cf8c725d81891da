import type { MetricExpr } from '../logql/ast.ts';
import { QueryError } from '../logql/query-error.ts';
import { type QueryBudget, unlimited } from '../../query-budget.ts';
import type { LogStore } from '../log-store.ts';
import { aggregate } from './aggregate.ts';
import { applyBinary } from './binary.ts';
import { rangeVector } from './range-series.ts';
import type { Vector } from './vector.ts';

/** Nanoseconds since the epoch; both ends included. */
export interface Steps {
  start: bigint;
  end: bigint;
  step: bigint;
}

export interface MatrixResult {
  metric: Record<string, string>;
  /** Seconds since the epoch and the value in decimals. */
  values: [number, string][];
}

/** Loki's `max_query_series`. */
const maxSeries = 500;

/** A sample of an answer: the pair, the number and the text. */
const bytesPerSample = 100;

/**
 * A metric query at each step from `start` to `end`.
 *
 * @throws HttpError when the budget is used up
 */
export function runRangeQuery(
  store: LogStore,
  expr: MetricExpr,
  steps: Steps,
  budget: QueryBudget = unlimited,
): MatrixResult[] {
  const at = prepare(store, expr, steps, budget);
  const series = new Map<string, MatrixResult>();
  for (let time = steps.start; time <= steps.end; time += steps.step) {
    const value = at(time);
    const vector = typeof value === 'number' ? [{ key: '{}', labels: {}, value }] : value;
    for (const sample of vector) {
      let result = series.get(sample.key);
      if (result === undefined) {
        checkSeries(series.size + 1);
        series.set(sample.key, (result = { metric: sample.labels, values: [] }));
      }
      budget.hold(bytesPerSample);
      result.values.push([seconds(time), formatValue(sample.value)]);
    }
  }
  return [...series.values()];
}

/**
 * A metric query at one time, in nanoseconds since the epoch: a vector, or a number for an expression without streams.
 */
export function runInstantQuery(
  store: LogStore,
  expr: MetricExpr,
  time: bigint,
  budget: QueryBudget = unlimited,
): Vector | number {
  const value = prepare(store, expr, { start: time, end: time, step: 1n }, budget)(time);
  if (typeof value !== 'number') checkSeries(value.length);
  return value;
}

function prepare(
  store: LogStore,
  expr: MetricExpr,
  steps: Steps,
  budget: QueryBudget,
): (time: bigint) => Vector | number {
  switch (expr.kind) {
    case 'number':
      return () => expr.value;
    case 'vector':
      return () => [{ key: '{}', labels: {}, value: expr.value }];
    case 'range':
      return rangeVector(store, expr, steps, budget, undefined);
    case 'aggregate': {
      const { operand } = expr;
      const at =
        expr.operator === 'sum' && operand.kind === 'range'
          ? rangeVector(store, operand, steps, budget, { by: expr.grouping })
          : prepare(store, operand, steps, budget);
      return (time) => {
        const value = at(time);
        if (typeof value === 'number') throw new QueryError(`${expr.operator} needs a vector, not the number ${value}`);
        return aggregate(expr, value);
      };
    }
    case 'binary': {
      const [left, right] = [prepare(store, expr.left, steps, budget), prepare(store, expr.right, steps, budget)];
      return (time) => applyBinary(expr, left(time), right(time));
    }
  }
}

function checkSeries(count: number): void {
  if (count <= maxSeries) return;
  throw new QueryError(
    `maximum number of series (${maxSeries}) reached for a single query; consider reducing query cardinality by adding more ` +
      'specific stream selectors, reducing the time range, or aggregating results with functions like sum, count or topk',
  );
}

/** Nanoseconds as the seconds of an answer, with milliseconds. */
export function seconds(time: bigint): number {
  return Number(time / 1_000_000n) / 1000;
}

/** A value as Go writes it without an exponent. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/, '') : BigInt(value).toString();
}

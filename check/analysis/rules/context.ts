import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import type { Expression } from './promql/expression.ts';
import type { RunQueries } from './run-queries.ts';

/** With what expressions are explained. */
export interface Context {
  queries: RunQueries;
  rules: readonly Rule[];
  /** How far apart the moments are at which expressions are asked for. */
  stepMs: number;
  /** Recording rules that are being explained already. */
  within?: readonly string[];
}

/** The result of a part of an expression over the run. */
export async function resultOf(part: Expression, { queries, stepMs }: Context): Promise<RangeSeries[]> {
  return (await queries.over(part.text, stepMs)).series;
}

import { type Context, resultOf } from './context.ts';
import { callOf, type Expression, unwrap } from './promql/expression.ts';
import type { Reason } from './reason.ts';
import { number } from './threshold.ts';

/** That a quantile cannot get past a threshold, as it is never more than the upper bound of its histogram's last bucket. */
export async function beyondBuckets(
  measured: Expression,
  operator: string,
  threshold: number,
  context: Context,
): Promise<Reason | undefined> {
  const call = callOf(unwrap(measured));
  const [, buckets] = call?.args ?? [];
  if (call?.name !== 'histogram_quantile' || !buckets || !operator.startsWith('>')) return undefined;
  const series = await resultOf(buckets, context);
  const bounds = series.map(({ labels }) => Number(labels.le)).filter((bound) => Number.isFinite(bound));
  if (bounds.length === 0) return undefined;
  const last = bounds.reduce((a, b) => Math.max(a, b));
  if (threshold < last || (threshold === last && operator === '>=')) return undefined;
  return {
    severity: 'error',
    message: `A quantile is never more than ${number(last)}, where the last bucket of this histogram ends, and it must be ${operator} ${number(threshold)}.`,
    hint: `Choose a threshold below ${number(last)}, or give the histogram buckets beyond ${number(threshold)} where it is made.`,
    evidence: [],
  };
}

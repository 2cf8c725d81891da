import { formatLiteral, formatNumber } from '../../../lib/format/number.ts';
import { type Context, resultOf } from './context.ts';
import { callOf, type Expression, unwrap } from './promql/expression.ts';
import type { Reason } from './reason.ts';

/**
 * Why a quantile cannot exceed a threshold above the upper bound of its histogram's last bucket; undefined where it
 * can.
 */
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
    message:
      `This quantile cannot exceed ${formatNumber(last)}, the upper bound of the histogram's last bucket, but ` +
      `must be ` +
      `${operator} ${formatNumber(threshold)}.`,
    hint: `Use a threshold below ${formatLiteral(last)}.`,
    evidence: [],
  };
}

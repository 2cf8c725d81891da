import { formatNumber } from '../../lib/format/number.ts';
import type { Figure } from '../figure.ts';

/** What one size of the same work cost. */
export interface SizedCost {
  size: number;
  cost: number;
}

/** Linear growth has the exponent 1, n log n about 1.1, quadratic growth 2; noise on a busy machine is 0.2. */
const mostExponent = 1.3;
/** Where the cost has grown by less than this share of the start-up, noise would decide. */
const leastShare = 0.25;

/**
 * The exponents with which a cost grows from each size to the next, from the second size on. With `startUp` the cost of the
 * smallest size is subtracted, as most of it is start-up, unless start-up is nearly all of the cost.
 */
export function exponents(what: string, costs: readonly SizedCost[], { startUp = false } = {}): Figure[] {
  const [smallest, ...others] = costs;
  if (!smallest) return [];
  return others.slice(1).map((larger, index) => {
    const smaller = others[index] ?? smallest;
    const isMeasurable = startUp && smaller.cost - smallest.cost >= leastShare * smallest.cost;
    const base = isMeasurable ? smallest : { size: 0, cost: 0 };
    const perUnit = ({ size, cost }: SizedCost): number => (cost - base.cost) / (size - base.size);
    const ratio = perUnit(larger) / perUnit(smaller);
    return {
      name: `${what}: exponent from ${formatNumber(smaller.size)} to ${formatNumber(larger.size)}`,
      value: 1 + Math.log(Math.max(ratio, 0.01)) / Math.log(larger.size / smaller.size),
      unit: '',
      goal: { value: mostExponent, better: 'less' },
      note:
        `${formatNumber(ratio)} times the cost per unit` +
        (isMeasurable
          ? `, without that of the first ${formatNumber(smallest.size)}`
          : startUp
            ? ', start-up included'
            : ''),
    };
  });
}

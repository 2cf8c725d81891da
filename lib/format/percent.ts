/**
 * A ratio from 0 to 1 as a percentage with three digits at most: `5%`, `0.25%`. Never 100% for less than all, nor 0% for
 * more than nothing; `-` if there is no ratio, as of nothing to nothing.
 */
export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return '-';
  if (ratio > 0.999 && ratio < 1) return '>99.9%';
  if (ratio > 0 && ratio < 0.0001) return '<0.01%';
  return `${Number((ratio * 100).toPrecision(3))}%`;
}

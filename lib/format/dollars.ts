import { formatCount } from './number.ts';

/** US dollars: `$0.29`, `$1,234`; `<$0.01` for less than a cent. */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.005) return '<$0.01';
  return dollars >= 100 ? `$${formatCount(dollars)}` : `$${dollars.toFixed(2)}`;
}

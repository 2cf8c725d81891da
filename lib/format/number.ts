/** A count: `14,266`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count where there is little room: `14,266`; from ten million on `12.3M`. */
export function formatShortCount(count: number): string {
  return count >= 10_000_000 ? `${(count / 1_000_000).toFixed(1)}M` : formatCount(count);
}

/** A measured value: three digits below 1,000 (`0.161`), whole above (`1,230`); `+Inf`, `-Inf` and `NaN` as in Prometheus. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Math.abs(value) >= 999.5 ? formatCount(value) : String(Number(value.toPrecision(3)));
}

/** The same as PromQL and YAML read it, to be copied from a hint: `0.161`, `1230`. */
export function formatLiteral(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A rate: `212/s`, `4.8/s`; `-/s` if it is not known yet. */
export function formatRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return '-/s';
  return `${perSecond === 0 || perSecond >= 99.95 ? formatShortCount(perSecond) : Number(perSecond.toFixed(1))}/s`;
}

/** A count of things: `1 trace`, `14,266 traces`, `2 processes`. `many` is the plural if it is not `one` with an "s". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

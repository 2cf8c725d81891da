/** Both ends included. */
export interface Interval {
  min: number;
  max: number;
}

/**
 * The central interval of the binomial distribution that holds at least `confidence`: what is outside has at most half
 * of the rest on either side. Exact, by summing the distribution itself: its normal approximation is wrong where np is
 * small.
 */
export function binomialInterval(n: number, p: number, confidence = 0.999): Interval {
  if (n === 0 || p === 0) return { min: 0, max: 0 };
  if (p === 1) return { min: n, max: n };
  const tail = (1 - confidence) / 2;
  return { min: lowerQuantile(n, p, tail), max: n - lowerQuantile(n, 1 - p, tail) };
}

/** The smallest k with P(X <= k) > tail: everything below k has a probability of at most `tail` together. */
function lowerQuantile(n: number, p: number, tail: number): number {
  // In logarithms: (1 - p)^n underflows for large n.
  let logMass = n * Math.log1p(-p);
  const logOdds = Math.log(p) - Math.log1p(-p);
  let cumulative = Math.exp(logMass);
  let k = 0;
  while (cumulative <= tail && k < n) {
    logMass += Math.log(n - k) - Math.log(k + 1) + logOdds;
    k += 1;
    cumulative += Math.exp(logMass);
  }
  return k;
}

import { describe, expect, it } from 'vitest';
import { binomialInterval } from '../../../../scenarios/sampling/ledger/binomial.ts';

describe('binomialInterval', () => {
  // Computed with exact fractions, independently of this implementation.
  it.each([
    [1, 0.05, 0.999, 0, 1],
    [10, 0.05, 0.999, 0, 4],
    [100, 0.05, 0.999, 0, 13],
    [630, 0.05, 0.999, 15, 51],
    [2000, 0.05, 0.999, 69, 133],
    [10, 0.5, 0.95, 2, 8],
    [20, 0.5, 0.95, 6, 14],
  ])('for n = %i, p = %f, confidence %f is %i to %i', (n, p, confidence, min, max) => {
    expect(binomialInterval(n, p, confidence)).toEqual({ min, max });
  });

  it('has nothing to choose where nothing is drawn, or all or none succeed', () => {
    expect(binomialInterval(0, 0.05)).toEqual({ min: 0, max: 0 });
    expect(binomialInterval(50, 0)).toEqual({ min: 0, max: 0 });
    expect(binomialInterval(50, 1)).toEqual({ min: 50, max: 50 });
  });

  it('does not underflow for a large n', () => {
    const { min, max } = binomialInterval(100_000, 0.05);
    // The standard deviation is 69; 3.29 of them make 99.9%.
    expect(min).toBeGreaterThan(5000 - 4 * 69);
    expect(min).toBeLessThan(5000 - 3 * 69);
    expect(max).toBeGreaterThan(5000 + 3 * 69);
    expect(max).toBeLessThan(5000 + 4 * 69);
  });
});

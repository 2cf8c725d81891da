/** Values of `for` and `keep_firing_for` that rules usually have, the longest first; ms. */
export const usualWaitsMs: readonly number[] = [30, 15, 10, 5, 3, 2, 1, 0.5].map((minutes) => minutes * 60_000);

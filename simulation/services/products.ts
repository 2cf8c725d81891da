/** The products of the simulated shop: ids 1 to 20, with the categories and prices of the demo services. */
export const products: readonly { id: number; category: string; priceCents: number }[] = [
  ['kitchen', [9_50, 34_00, 79_90, 24_50, 59_00]] as const,
  ['office', [45_00, 28_00, 6_90, 119_00, 65_00]] as const,
  ['outdoor', [139_00, 39_90, 19_50, 249_00, 129_00]] as const,
  ['leisure', [42_00, 17_90, 12_00, 89_00, 329_00]] as const,
]
  .flatMap(([category, prices]) => prices.map((priceCents) => ({ category, priceCents })))
  .map((product, index) => ({ id: index + 1, ...product }));

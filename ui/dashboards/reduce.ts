/** One value for a series, by one of Grafana's calculations; undefined for an unknown one, or without a number. */
export function reduce(points: readonly (readonly [number, number])[], calculation: string): number | undefined {
  const values = points.map(([, value]) => value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return undefined;
  const sum = (): number => values.reduce((total, value) => total + value, 0);
  switch (calculation) {
    case 'first':
    case 'firstNotNull':
      return values[0];
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'sum':
      return sum();
    case 'mean':
      return sum() / values.length;
    case 'count':
      return values.length;
    case 'range':
      return Math.max(...values) - Math.min(...values);
    default:
      return values.at(-1);
  }
}

import type { Observations } from '../../run/observations.ts';

/** The increase of the Collector's own counters over a run. Names are without `otelcol_` and `_total`. */
export class CollectorCounters {
  readonly #collector: Observations['collector'];

  constructor({ collector }: Pick<Observations, 'collector'>) {
    this.#collector = collector;
  }

  sum(name: string, labels: Record<string, string> = {}): number {
    const { start, end } = this.#collector;
    return end.metrics.sum(name, labels) - start.metrics.sum(name, labels);
  }

  /** By the values of one label; values that did not increase are left out. */
  by(name: string, label: string, labels: Record<string, string> = {}): Record<string, number> {
    const { start, end } = this.#collector;
    const before = start.metrics.sumBy(name, label, labels);
    const grown = Object.entries(end.metrics.sumBy(name, label, labels)).map(
      ([value, count]) => [value, count - (before[value] ?? 0)] as const,
    );
    return Object.fromEntries(grown.filter(([, count]) => count > 0));
  }
}

import { type Attributes, isShared } from '../../lib/otlp/writer/attributes.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';

/** A metric that services sent. */
export interface SentMetric {
  name: string;
  unit: string;
  kind: 'counter' | 'up-down-counter' | 'gauge' | 'histogram';
  /** The names of the attributes of its points. */
  attributes: ReadonlySet<string>;
}

/** Collects the metrics that were sent, with the names of their attributes. */
export class SentMetrics {
  readonly #metrics = new Map<Instrument, { metric: SentMetric; attributes: Set<string>; seen: WeakSet<Attributes> }>();

  add(instrument: Instrument, attributes: Attributes): void {
    let known = this.#metrics.get(instrument);
    if (!known) {
      const names = new Set<string>();
      const { name, unit } = instrument;
      const kind = typeof instrument.kind === 'object' ? 'histogram' : instrument.kind;
      known = { metric: { name, unit, kind, attributes: names }, attributes: names, seen: new WeakSet() };
      this.#metrics.set(instrument, known);
    }
    if (known.seen.has(attributes)) return;
    if (isShared(attributes)) known.seen.add(attributes);
    for (const name in attributes) known.attributes.add(name);
  }

  /** Each metric once; several services may send one. */
  list(): SentMetric[] {
    const byName = new Map<string, SentMetric>();
    for (const { metric } of this.#metrics.values()) {
      const attributes = new Set([...(byName.get(metric.name)?.attributes ?? []), ...metric.attributes]);
      byName.set(metric.name, { ...metric, attributes });
    }
    return [...byName.values()];
  }
}

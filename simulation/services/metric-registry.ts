import { TimeQueue } from './time-queue.ts';
import { type Attributes, isShared } from '../../lib/otlp/writer/attributes.ts';
import { encodeMetrics } from '../../lib/otlp/writer/encode-metrics.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';

/** A mutable `MetricPoint`. */
interface Point {
  attributes: Attributes;
  count: number;
  sum: number;
  min: number;
  max: number;
  buckets: number[];
}

interface Series {
  points: Map<string, Point>;
  /**
   * The same by shared attributes, so that a key has to be made only for the others: it costs more than all else here.
   */
  byObject: WeakMap<Attributes, Point>;
}

interface Value {
  instrument: Instrument;
  value: number;
  attributes: Attributes;
}

/** Aggregates the measurements of one service into cumulative metrics, as the metrics SDK does. */
export class MetricRegistry {
  readonly #start: number;
  readonly #series = new Map<Instrument, Series>();
  readonly #pending = new TimeQueue<Value>();

  /** `start` is when the service started, in milliseconds since the epoch. */
  constructor(start: number) {
    this.#start = start;
  }

  /** Records a measurement at a moment, which may be later than the clock. */
  record(at: number, instrument: Instrument, value: number, attributes: Attributes): void {
    this.#pending.add(at, { instrument, value, attributes });
  }

  /**
   * An ExportMetricsServiceRequest of everything up to `now`; `resource` is an encoded Resource. Source:
   * opentelemetry-proto, metrics/v1.
   */
  encode(resource: Buffer, now: number): Buffer {
    for (const value of this.#pending.take(this.#pending.dueBy(now))) this.#apply(value);
    const metrics = [...this.#series].map(([instrument, { points }]) => [instrument, points.values()] as const);
    return encodeMetrics(resource, metrics, { start: this.#start, end: Math.floor(now) });
  }

  #apply({ instrument, value, attributes }: Value): void {
    const { kind } = instrument;
    const point = this.#point(instrument, attributes);
    point.count += 1;
    point.sum = kind === 'gauge' ? value : point.sum + value;
    if (typeof kind !== 'object') return;
    point.min = Math.min(point.min, value);
    point.max = Math.max(point.max, value);
    const { boundaries } = kind;
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] ?? Infinity)) bucket += 1;
    point.buckets[bucket] = (point.buckets[bucket] ?? 0) + 1;
  }

  #point(instrument: Instrument, attributes: Attributes): Point {
    let series = this.#series.get(instrument);
    if (!series) this.#series.set(instrument, (series = { points: new Map(), byObject: new WeakMap() }));
    const known = series.byObject.get(attributes);
    if (known) return known;
    const key = JSON.stringify(attributes);
    let point = series.points.get(key);
    if (!point) {
      const { kind } = instrument;
      const buckets = typeof kind === 'object' ? new Array<number>(kind.boundaries.length + 1).fill(0) : [];
      series.points.set(key, (point = { attributes, count: 0, sum: 0, min: Infinity, max: -Infinity, buckets }));
    }
    if (isShared(attributes)) series.byObject.set(attributes, point);
    return point;
  }
}

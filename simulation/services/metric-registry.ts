import { TimeQueue } from './time-queue.ts';
import { type Attributes, isShared, writeAttributes } from '../../lib/otlp/writer/attributes.ts';
import { ByteWriter } from '../../lib/otlp/writer/byte-writer.ts';
import { encodeScope, frame } from '../../lib/otlp/writer/encode-records.ts';
import type { Scope } from '../../lib/otlp/writer/records.ts';

/** A metric as an SDK declares it. */
export interface Instrument {
  readonly scope: Scope;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** A histogram is given by its bucket boundaries. */
  readonly kind: 'counter' | 'up-down-counter' | 'gauge' | { readonly boundaries: readonly number[] };
}

interface Point {
  attributes: Attributes;
  count: number;
  /** For a gauge, the last value. */
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

const cumulative = 2;

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
    const scopes = new Map<Scope, ByteWriter>();
    for (const [instrument, { points }] of this.#series) {
      let writer = scopes.get(instrument.scope);
      if (!writer) scopes.set(instrument.scope, (writer = new ByteWriter().bytes(1, encodeScope(instrument.scope))));
      writer.message(2, this.#encodeMetric(instrument, points.values(), now));
    }
    return frame(resource, scopes.values());
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

  #encodeMetric({ name, unit, description, kind }: Instrument, points: Iterable<Point>, now: number): ByteWriter {
    const data = new ByteWriter(1024);
    for (const point of points) data.message(1, this.#encodePoint(point, kind, now));
    if (kind !== 'gauge') data.key(2, 0).varint(cumulative);
    if (kind === 'counter') data.key(3, 0).varint(1);
    const field = typeof kind === 'object' ? 9 : kind === 'gauge' ? 5 : 7;
    return new ByteWriter().text(1, name).text(2, description).text(3, unit).message(field, data);
  }

  #encodePoint(point: Point, kind: Instrument['kind'], now: number): ByteWriter {
    const writer = new ByteWriter(512).time(2, this.#start).time(3, Math.floor(now));
    if (typeof kind !== 'object') {
      writer.double(4, point.sum);
      writeAttributes(writer, 7, point.attributes);
      return writer;
    }
    const counts = new ByteWriter();
    for (const count of point.buckets) counts.fixed64Value(count);
    const bounds = new ByteWriter();
    for (const bound of kind.boundaries) bounds.doubleValue(bound);
    writer.fixed64(4, point.count).double(5, point.sum).message(6, counts).message(7, bounds);
    writeAttributes(writer, 9, point.attributes);
    return writer.double(11, point.min).double(12, point.max);
  }
}

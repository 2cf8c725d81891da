import { type Attributes, encodeAttributes } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeScope } from './encode-records.ts';
import type { Scope } from './records.ts';

/** A metric as an SDK declares it. */
export interface Instrument {
  readonly scope: Scope;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** A counter's points only grow, a gauge's are what was last set (an up-down counter), a histogram's have these boundaries. */
  readonly kind: 'counter' | 'up-down-counter' | { readonly boundaries: readonly number[] };
}

interface Point {
  attributes: Attributes;
  count: number;
  sum: number;
  min: number;
  max: number;
  buckets: number[];
}

const cumulative = 2;

/** The metrics of one service since its start, as cumulative points. */
export class MetricRegistry {
  readonly #start: number;
  readonly #points = new Map<Instrument, Map<string, Point>>();

  /** `start` is when the service began, in milliseconds since the epoch. */
  constructor(start: number) {
    this.#start = start;
  }

  /** Adds to a counter or an up-down counter, or records a value of a histogram. */
  record(instrument: Instrument, value: number, attributes: Attributes): void {
    let points = this.#points.get(instrument);
    if (!points) this.#points.set(instrument, (points = new Map<string, Point>()));
    const key = JSON.stringify(attributes);
    let point = points.get(key);
    if (!point) {
      const buckets =
        typeof instrument.kind === 'object' ? new Array<number>(instrument.kind.boundaries.length + 1).fill(0) : [];
      points.set(key, (point = { attributes, count: 0, sum: 0, min: Infinity, max: -Infinity, buckets }));
    }
    point.count += 1;
    point.sum += value;
    if (typeof instrument.kind !== 'object') return;
    point.min = Math.min(point.min, value);
    point.max = Math.max(point.max, value);
    const above = instrument.kind.boundaries.findIndex((boundary) => value <= boundary);
    const bucket = above < 0 ? instrument.kind.boundaries.length : above;
    point.buckets[bucket] = (point.buckets[bucket] ?? 0) + 1;
  }

  /** An ExportMetricsServiceRequest of everything; `resource` is an encoded Resource. Source: opentelemetry-proto, metrics/v1. */
  encode(resource: Buffer, now: number): Buffer {
    const scopes = new Map<Scope, ByteWriter>();
    for (const [instrument, points] of this.#points) {
      let writer = scopes.get(instrument.scope);
      if (!writer) scopes.set(instrument.scope, (writer = new ByteWriter().bytes(1, encodeScope(instrument.scope))));
      writer.bytes(2, this.#encodeMetric(instrument, [...points.values()], now));
    }
    const groups = new ByteWriter().bytes(1, resource);
    for (const writer of scopes.values()) groups.bytes(2, writer.take());
    return new ByteWriter().bytes(1, groups.take()).take();
  }

  #encodeMetric({ name, unit, description, kind }: Instrument, points: readonly Point[], now: number): Buffer {
    const data = new ByteWriter();
    const isHistogram = typeof kind === 'object';
    for (const point of points) data.bytes(1, this.#encodePoint(point, kind, now));
    data.key(2, 0).varint(cumulative);
    if (kind === 'counter') data.key(3, 0).varint(1);
    return new ByteWriter()
      .text(1, name)
      .text(2, description)
      .text(3, unit)
      .bytes(isHistogram ? 9 : 7, data.take())
      .take();
  }

  #encodePoint(point: Point, kind: Instrument['kind'], now: number): Buffer {
    const writer = new ByteWriter().time(2, this.#start).time(3, now);
    if (typeof kind !== 'object') return writer.double(4, point.sum).raw(encodeAttributes(point.attributes, 7)).take();
    const counts = new ByteWriter();
    for (const count of point.buckets) counts.fixed64Value(count);
    const bounds = new ByteWriter();
    for (const bound of kind.boundaries) bounds.doubleValue(bound);
    return writer
      .fixed64(4, point.count)
      .double(5, point.sum)
      .bytes(6, counts.take())
      .bytes(7, bounds.take())
      .raw(encodeAttributes(point.attributes, 9))
      .double(11, point.min)
      .double(12, point.max)
      .take();
  }
}

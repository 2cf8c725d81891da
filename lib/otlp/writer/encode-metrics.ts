import { fields, wireType } from '../field-numbers.ts';
import { type Attributes, writeAttributes } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeScope, frame } from './encode-records.ts';
import type { Instrument, Scope } from './records.ts';

/** The aggregated measurements of one set of attributes. */
export interface MetricPoint {
  readonly attributes: Attributes;
  readonly count: number;
  /** For a gauge, the last value. */
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Counts of a histogram's buckets. */
  readonly buckets: readonly number[];
}

/** AGGREGATION_TEMPORALITY_CUMULATIVE. */
const cumulative = 2;

/**
 * An ExportMetricsServiceRequest of the cumulative metrics of one resource, at `end`; `resource` is an encoded
 * Resource. Times are milliseconds since the epoch.
 */
export function encodeMetrics(
  resource: Buffer,
  metrics: Iterable<readonly [Instrument, Iterable<MetricPoint>]>,
  { start, end }: { start: number; end: number },
): Buffer {
  const scopes = new Map<Scope, ByteWriter>();
  for (const [instrument, points] of metrics) {
    let writer = scopes.get(instrument.scope);
    if (!writer) {
      writer = new ByteWriter().bytes(fields.scopeGroup.scope, encodeScope(instrument.scope));
      scopes.set(instrument.scope, writer);
    }
    writer.message(fields.scopeGroup.items, encodeMetric(instrument, points, start, end));
  }
  return frame(resource, scopes.values());
}

function encodeMetric(instrument: Instrument, points: Iterable<MetricPoint>, start: number, end: number): ByteWriter {
  const { name, unit, description, kind } = instrument;
  const { metric, metricData } = fields;
  const data = new ByteWriter(1024);
  for (const point of points) data.message(metricData.dataPoints, encodePoint(point, kind, start, end));
  if (kind !== 'gauge') data.key(metricData.aggregationTemporality, wireType.varint).varint(cumulative);
  if (kind === 'counter') data.key(metricData.isMonotonic, wireType.varint).varint(1);
  const field = typeof kind === 'object' ? metric.histogram : kind === 'gauge' ? metric.gauge : metric.sum;
  return new ByteWriter()
    .text(metric.name, name)
    .text(metric.description, description)
    .text(metric.unit, unit)
    .message(field, data);
}

function encodePoint(point: MetricPoint, kind: Instrument['kind'], start: number, end: number): ByteWriter {
  return typeof kind === 'object' ? histogramPoint(point, kind.boundaries, start, end) : numberPoint(point, start, end);
}

function numberPoint({ attributes, sum }: MetricPoint, start: number, end: number): ByteWriter {
  const point = fields.numberDataPoint;
  const writer = new ByteWriter(512).time(point.startTimeUnixNano, start).time(point.timeUnixNano, end);
  writer.double(point.asDouble, sum);
  writeAttributes(writer, point.attributes, attributes);
  return writer;
}

function histogramPoint(
  { attributes, count, sum, min, max, buckets }: MetricPoint,
  boundaries: readonly number[],
  start: number,
  end: number,
): ByteWriter {
  const point = fields.histogramDataPoint;
  const counts = new ByteWriter();
  for (const bucket of buckets) counts.fixed64Value(bucket);
  const bounds = new ByteWriter();
  for (const bound of boundaries) bounds.doubleValue(bound);
  const writer = new ByteWriter(512)
    .time(point.startTimeUnixNano, start)
    .time(point.timeUnixNano, end)
    .fixed64(point.count, count)
    .double(point.sum, sum)
    .message(point.bucketCounts, counts)
    .message(point.explicitBounds, bounds);
  writeAttributes(writer, point.attributes, attributes);
  return writer.double(point.min, min).double(point.max, max);
}

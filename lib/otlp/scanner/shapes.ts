import type { OtlpSignal } from '../signal.ts';

/** What a field of a message holds, as far as a check looks at it. */
export type FieldShape =
  | { readonly holds: 'message'; readonly shape: MessageShape }
  /** A span, a log record or a data point. */
  | { readonly holds: 'item'; readonly shape: MessageShape }
  | { readonly holds: 'text'; readonly place: string }
  /** An `AnyValue`. */
  | { readonly holds: 'value'; readonly place: string }
  /** One `KeyValue` of several. */
  | { readonly holds: 'attribute'; readonly place: string };

/** By field number. */
export type MessageShape = Readonly<Record<number, FieldShape>>;

// Field numbers are those of opentelemetry-proto 1.x: trace/v1, metrics/v1, logs/v1, resource/v1 and common/v1.

const message = (shape: MessageShape): FieldShape => ({ holds: 'message', shape });
const item = (shape: MessageShape): FieldShape => ({ holds: 'item', shape });
const text = (place: string): FieldShape => ({ holds: 'text', place });
const attribute = (place: string): FieldShape => ({ holds: 'attribute', place });

/** The three kinds of request have one frame: resources, in them scopes, in them what is told. */
function request(told: FieldShape): MessageShape {
  const resource = message({ 1: attribute('resource attribute') });
  const scope = message({ 1: text('scope name'), 3: attribute('scope attribute') });
  return { 1: message({ 1: resource, 2: message({ 1: scope, 2: told }) }) };
}

const event = message({ 2: text('event name'), 3: attribute('event attribute') });
const span = item({
  3: text('trace state'),
  5: text('span name'),
  9: attribute('span attribute'),
  11: event,
  13: message({ 4: attribute('link attribute') }),
  15: message({ 2: text('status message') }),
});

const record = item({
  3: text('severity text'),
  5: { holds: 'value', place: 'log body' },
  6: attribute('log attribute'),
  12: text('event name'),
});

const exemplar = message({ 7: attribute('exemplar attribute') });
const points = (attributes: number, exemplars?: number): FieldShape =>
  message({
    1: item({
      [attributes]: attribute('metric attribute'),
      ...(exemplars === undefined ? {} : { [exemplars]: exemplar }),
    }),
  });
const metric = message({
  1: text('metric name'),
  2: text('metric description'),
  5: points(7, 5),
  7: points(7, 5),
  9: points(9, 8),
  10: points(1, 11),
  11: points(7),
});

/** Of an `Export*ServiceRequest`. */
export const shapes: Readonly<Record<OtlpSignal, MessageShape>> = {
  traces: request(span),
  metrics: request(metric),
  logs: request(record),
};

import { fields } from '../field-numbers.ts';
import type { OtlpSignal } from '../signal.ts';

/** What a field of a message contains, as far as a check searches it. */
export type FieldShape =
  | { readonly holds: 'message'; readonly shape: MessageShape }
  /** A span, a log record or a data point. */
  | { readonly holds: 'item'; readonly shape: MessageShape }
  | { readonly holds: 'text'; readonly place: string }
  /** An `AnyValue`. */
  | { readonly holds: 'value'; readonly place: string }
  /** One `KeyValue` of several. */
  | { readonly holds: 'attribute'; readonly place: string };

/** The searched fields of a message, by field number. */
export type MessageShape = Readonly<Record<number, FieldShape>>;

const message = (shape: MessageShape): FieldShape => ({ holds: 'message', shape });
const item = (shape: MessageShape): FieldShape => ({ holds: 'item', shape });
const text = (place: string): FieldShape => ({ holds: 'text', place });
const attribute = (place: string): FieldShape => ({ holds: 'attribute', place });

/** An export request: resources, which contain scopes, which contain `items`. */
function request(items: FieldShape): MessageShape {
  const { exportRequest, resourceGroup, scopeGroup } = fields;
  const resource = message({ [fields.resource.attributes]: attribute('resource attribute') });
  const scope = message({
    [fields.scope.name]: text('scope name'),
    [fields.scope.attributes]: attribute('scope attribute'),
  });
  const scopes = message({ [scopeGroup.scope]: scope, [scopeGroup.items]: items });
  const resources = message({ [resourceGroup.resource]: resource, [resourceGroup.scopes]: scopes });
  return { [exportRequest.resources]: resources };
}

const span = item({
  [fields.span.traceState]: text('trace state'),
  [fields.span.name]: text('span name'),
  [fields.span.attributes]: attribute('span attribute'),
  [fields.span.events]: message({
    [fields.event.name]: text('event name'),
    [fields.event.attributes]: attribute('event attribute'),
  }),
  [fields.span.links]: message({ [fields.link.attributes]: attribute('link attribute') }),
  [fields.span.status]: message({ [fields.status.message]: text('status message') }),
});

const record = item({
  [fields.logRecord.severityText]: text('severity text'),
  [fields.logRecord.body]: { holds: 'value', place: 'log body' },
  [fields.logRecord.attributes]: attribute('log attribute'),
  [fields.logRecord.eventName]: text('event name'),
});

const exemplar = message({ [fields.exemplar.filteredAttributes]: attribute('exemplar attribute') });
const dataPoints = (point: { readonly attributes: number; readonly exemplars?: number }): FieldShape =>
  message({
    [fields.metricData.dataPoints]: item({
      [point.attributes]: attribute('metric attribute'),
      ...(point.exemplars === undefined ? {} : { [point.exemplars]: exemplar }),
    }),
  });
const metric = message({
  [fields.metric.name]: text('metric name'),
  [fields.metric.description]: text('metric description'),
  [fields.metric.gauge]: dataPoints(fields.numberDataPoint),
  [fields.metric.sum]: dataPoints(fields.numberDataPoint),
  [fields.metric.histogram]: dataPoints(fields.histogramDataPoint),
  [fields.metric.exponentialHistogram]: dataPoints(fields.exponentialHistogramDataPoint),
  [fields.metric.summary]: dataPoints(fields.summaryDataPoint),
});

/** The shape of each signal's export request. */
export const exportShapes: Readonly<Record<OtlpSignal, MessageShape>> = {
  traces: request(span),
  metrics: request(metric),
  logs: request(record),
};

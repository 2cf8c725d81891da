/**
 * The field numbers of OTLP, by message and by the field's name in OTLP JSON: the only place that has them. Writer,
 * scanner and codec take them from here. V8 treats the values as constants, because the object never changes.
 *
 * Source: https://github.com/open-telemetry/opentelemetry-proto 1.x, trace/v1, metrics/v1, logs/v1, resource/v1,
 * common/v1 and collector/*. Messages of metrics have only the fields that are used.
 */
export const fields = {
  anyValue: {
    stringValue: 1,
    boolValue: 2,
    intValue: 3,
    doubleValue: 4,
    arrayValue: 5,
    kvlistValue: 6,
    bytesValue: 7,
  },
  arrayValue: { values: 1 },
  keyValueList: { values: 1 },
  keyValue: { key: 1, value: 2 },
  resource: { attributes: 1, droppedAttributesCount: 2 },
  scope: { name: 1, version: 2, attributes: 3, droppedAttributesCount: 4 },

  span: {
    traceId: 1,
    spanId: 2,
    traceState: 3,
    parentSpanId: 4,
    name: 5,
    kind: 6,
    startTimeUnixNano: 7,
    endTimeUnixNano: 8,
    attributes: 9,
    droppedAttributesCount: 10,
    events: 11,
    droppedEventsCount: 12,
    links: 13,
    droppedLinksCount: 14,
    status: 15,
    flags: 16,
  },
  event: { timeUnixNano: 1, name: 2, attributes: 3, droppedAttributesCount: 4 },
  link: { traceId: 1, spanId: 2, traceState: 3, attributes: 4, droppedAttributesCount: 5, flags: 6 },
  status: { message: 2, code: 3 },

  logRecord: {
    timeUnixNano: 1,
    severityNumber: 2,
    severityText: 3,
    body: 5,
    attributes: 6,
    droppedAttributesCount: 7,
    flags: 8,
    traceId: 9,
    spanId: 10,
    observedTimeUnixNano: 11,
    eventName: 12,
  },

  metric: {
    name: 1,
    description: 2,
    unit: 3,
    gauge: 5,
    sum: 7,
    histogram: 9,
    exponentialHistogram: 10,
    summary: 11,
  },
  /** Gauge, Sum, Histogram, ExponentialHistogram and Summary; the last two fields are those of a Sum. */
  metricData: { dataPoints: 1, aggregationTemporality: 2, isMonotonic: 3 },
  numberDataPoint: { startTimeUnixNano: 2, timeUnixNano: 3, asDouble: 4, exemplars: 5, attributes: 7 },
  histogramDataPoint: {
    startTimeUnixNano: 2,
    timeUnixNano: 3,
    count: 4,
    sum: 5,
    bucketCounts: 6,
    explicitBounds: 7,
    exemplars: 8,
    attributes: 9,
    min: 11,
    max: 12,
  },
  exponentialHistogramDataPoint: { attributes: 1, exemplars: 11 },
  summaryDataPoint: { attributes: 7 },
  exemplar: { filteredAttributes: 7 },

  /** ExportTraceServiceRequest, ExportMetricsServiceRequest and ExportLogsServiceRequest have the same structure. */
  exportRequest: { resources: 1 },
  /** ResourceSpans, ResourceMetrics and ResourceLogs. */
  resourceGroup: { resource: 1, scopes: 2, schemaUrl: 3 },
  /** ScopeSpans, ScopeMetrics and ScopeLogs. */
  scopeGroup: { scope: 1, items: 2, schemaUrl: 3 },
} as const;

/** How the value of a field is encoded. Source: protobuf.dev, "Encoding". */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export type WireType = (typeof wireType)[keyof typeof wireType];

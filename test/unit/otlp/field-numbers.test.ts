import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest, exportTraceRequest } from '../../../lib/otlp/codec/schema.ts';
import { exportShapes } from '../../../lib/otlp/scanner/export-shapes.ts';
import { scanSpans } from '../../../lib/otlp/scanner/scan-spans.ts';
import { walkExport } from '../../../lib/otlp/scanner/walk-export.ts';
import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import { shared } from '../../../lib/otlp/writer/attributes.ts';
import { encodeMetrics } from '../../../lib/otlp/writer/encode-metrics.ts';
import { encodeResource } from '../../../lib/otlp/writer/encode-records.ts';

// The table is compared with exports of the OpenTelemetry SDK, whose serializer is another implementation of OTLP.

const resource = resourceFromAttributes({ 'service.name': 'order' });
const attributes = { text: 'a', list: ['b', 'c'], number: 7 };
const expectedAttributes = [
  { key: 'text', value: { stringValue: 'a' } },
  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'b' }, { stringValue: 'c' }] } } },
  { key: 'number', value: { intValue: '7' } },
];

function textsOf(signal: OtlpSignal, body: Uint8Array | undefined): string[] {
  const texts: string[] = [];
  walkExport(exportShapes[signal], Buffer.from(body ?? []), {
    item: () => texts.push('item'),
    text: (place, attribute, text) => texts.push(`${place} ${attribute}: ${text}`),
  });
  return texts.sort();
}

test('spans', () => {
  const exporter = new InMemorySpanExporter();
  const tracer = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer(
    'http',
    '1.2',
  );
  const root = tracer.startSpan('root', { startTime: 1_767_225_600_000 });
  const span = tracer.startSpan(
    'GET /',
    {
      kind: SpanKind.SERVER,
      attributes,
      links: [{ context: root.spanContext(), attributes }],
      startTime: 1_767_225_600_001,
    },
    trace.setSpan(context.active(), root),
  );
  span.addEvent('retry', attributes, 1_767_225_600_002);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'boom' });
  span.end(1_767_225_600_003);
  const body = Buffer.from(ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? []);
  const { traceId, spanId } = span.spanContext();
  expect(decodeMessage(exportTraceRequest, body)).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }] },
        scopeSpans: [
          {
            scope: { name: 'http', version: '1.2' },
            spans: [
              {
                traceId,
                spanId,
                parentSpanId: root.spanContext().spanId,
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: '1767225600001000000',
                endTimeUnixNano: '1767225600003000000',
                attributes: expectedAttributes,
                events: [{ name: 'retry', timeUnixNano: '1767225600002000000', attributes: expectedAttributes }],
                links: [{ traceId, spanId: root.spanContext().spanId, attributes: expectedAttributes }],
                status: { code: 2, message: 'boom' },
              },
            ],
          },
        ],
      },
    ],
  });
  scanSpans(body, (scanned) => {
    expect(scanned).toMatchObject({ traceId, start: 1_767_225_600_001, end: 1_767_225_600_003 });
  });
  const inAttributes = (place: string): string[] =>
    ['text: a', 'list: b', 'list: c'].map((text) => `${place} attribute ${text}`);
  expect(textsOf('traces', body)).toEqual(
    [
      ...['item', 'event name : retry', 'scope name : http', 'span name : GET /', 'status message : boom'],
      'resource attribute service.name: order',
      ...['event', 'link', 'span'].flatMap(inAttributes),
    ].sort(),
  );
});

test('log records', () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('pino').emit({
    timestamp: 1_767_225_600_000,
    severityNumber: SeverityNumber.WARN,
    severityText: 'warn',
    body: 'slow',
    attributes,
    eventName: 'slow.query',
  });
  const body = Buffer.from(ProtobufLogsSerializer.serializeRequest(exporter.getFinishedLogRecords()) ?? []);
  expect(decodeMessage(exportLogsRequest, body)).toMatchObject({
    resourceLogs: [
      {
        scopeLogs: [
          {
            scope: { name: 'pino' },
            logRecords: [
              {
                timeUnixNano: '1767225600000000000',
                severityNumber: 13,
                severityText: 'warn',
                body: { stringValue: 'slow' },
                attributes: expectedAttributes,
                eventName: 'slow.query',
              },
            ],
          },
        ],
      },
    ],
  });
  expect(textsOf('logs', body)).toEqual(
    [
      ...['item', 'event name : slow.query', 'scope name : pino', 'severity text : warn', 'log body : slow'],
      ...['log attribute text: a', 'log attribute list: b', 'log attribute list: c'],
      'resource attribute service.name: order',
    ].sort(),
  );
});

test('metrics', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 });
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter('own');
  const boundaries = [1, 10];
  meter.createCounter('orders', { description: 'placed', unit: '{order}' }).add(3, { kind: 'a' });
  meter.createUpDownCounter('open', { description: 'open', unit: '1' }).add(-2, { kind: 'b' });
  meter.createGauge('depth', { description: 'queue', unit: '1' }).record(5, { kind: 'c' });
  const options = { description: 'time', unit: 's', advice: { explicitBucketBoundaries: boundaries } };
  meter.createHistogram('duration', options).record(7, { kind: 'd' });
  await reader.forceFlush();
  const [metrics] = exporter.getMetrics();
  if (!metrics) throw new Error('no metrics were exported');
  await reader.shutdown();
  const sdk = ProtobufMetricsSerializer.serializeRequest(metrics);

  const scope = { name: 'own' };
  const point = (kind: string, sum: number): { attributes: { kind: string }; count: number; sum: number } & object => ({
    attributes: shared({ kind }),
    count: 1,
    sum,
  });
  const number = { min: 0, max: 0, buckets: [] };
  const written = encodeMetrics(
    encodeResource({ 'service.name': 'order' }),
    [
      [
        { scope, name: 'orders', description: 'placed', unit: '{order}', kind: 'counter' },
        [{ ...point('a', 3), ...number }],
      ],
      [
        { scope, name: 'open', description: 'open', unit: '1', kind: 'up-down-counter' },
        [{ ...point('b', -2), ...number }],
      ],
      [{ scope, name: 'depth', description: 'queue', unit: '1', kind: 'gauge' }, [{ ...point('c', 5), ...number }]],
      [
        { scope, name: 'duration', description: 'time', unit: 's', kind: { boundaries } },
        [{ ...point('d', 7), min: 7, max: 7, buckets: [0, 1, 0] }],
      ],
    ],
    { start: 1_767_225_600_000, end: 1_767_225_601_000 },
  );
  const expected = ['a', 'b', 'c', 'd'].flatMap((kind) => ['item', `metric attribute kind: ${kind}`]);
  expect(textsOf('metrics', sdk)).toEqual(expect.arrayContaining(expected));
  expect(textsOf('metrics', written)).toEqual(textsOf('metrics', sdk));
});

import { describe, expect, it } from 'vitest';
import { checkMessage, readerOf } from '../../../../lib/otlp/codec/check-message.ts';
import { decodeMessage } from '../../../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest, exportTraceRequest, type MessageType } from '../../../../lib/otlp/codec/schema.ts';
import { shared } from '../../../../lib/otlp/writer/attributes.ts';
import { encodeLogs, encodeResource, encodeSpans } from '../../../../lib/otlp/writer/encode-records.ts';
import type { SpanRecord } from '../../../../lib/otlp/writer/records.ts';

const scope = { name: 'http', version: '1.2' };
const context = { traceId: Buffer.alloc(16, 0xab), spanId: Buffer.alloc(8, 1), sampled: true };
const start = 1_767_225_600_000.25;
const resource = encodeResource({ 'service.name': 'order' });
const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });

function decode(type: MessageType, body: Buffer): unknown {
  checkMessage(type, readerOf(body));
  return decodeMessage(type, body);
}

describe('encodeSpans', () => {
  const span: SpanRecord = {
    context,
    scope,
    parent: { spanId: Buffer.alloc(8, 2), isRemote: true },
    name: 'GET /ü',
    kind: 2,
    start,
    end: start + 1.5,
    attributes: [shared({ count: 7, share: 0.5, below: -1, ok: true }), { map: { inner: { key: 'value' } } }],
    events: [{ time: start + 1, name: 'retry', attributes: { attempt: 2 } }],
    error: { message: 'boom', exception: { 'exception.type': 'Error' } },
  };

  it('writes every field of a span', () => {
    expect(decode(exportTraceRequest, encodeSpans(resource, [span]))).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [text('service.name', 'order')] },
          scopeSpans: [
            {
              scope,
              spans: [
                {
                  traceId: 'ab'.repeat(16),
                  spanId: '01'.repeat(8),
                  parentSpanId: '02'.repeat(8),
                  name: 'GET /ü',
                  kind: 2,
                  startTimeUnixNano: '1767225600000250000',
                  endTimeUnixNano: '1767225600001750000',
                  attributes: [
                    { key: 'count', value: { intValue: '7' } },
                    { key: 'share', value: { doubleValue: 0.5 } },
                    { key: 'below', value: { doubleValue: -1 } },
                    { key: 'ok', value: { boolValue: true } },
                    {
                      key: 'map',
                      value: {
                        kvlistValue: {
                          values: [{ key: 'inner', value: { kvlistValue: { values: [text('key', 'value')] } } }],
                        },
                      },
                    },
                  ],
                  events: [
                    {
                      timeUnixNano: '1767225600001250000',
                      name: 'retry',
                      attributes: [{ key: 'attempt', value: { intValue: '2' } }],
                    },
                    {
                      timeUnixNano: '1767225600001750000',
                      name: 'exception',
                      attributes: [text('exception.type', 'Error')],
                    },
                  ],
                  status: { message: 'boom', code: 2 },
                  flags: 0x301,
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('groups spans by their scope, and writes shared attributes each time', () => {
    const other = { name: 'pg' };
    const body = encodeSpans(resource, [span, { ...span, scope: other }, span]);
    const { resourceSpans } = decode(exportTraceRequest, body) as {
      resourceSpans: { scopeSpans: { scope: object; spans: { attributes: object[] }[] }[] }[];
    };
    expect(
      resourceSpans[0]?.scopeSpans.map(({ scope, spans }) => [scope, spans.map((one) => one.attributes.length)]),
    ).toEqual([
      [scope, [5, 5]],
      [other, [5]],
    ]);
  });
});

it('encodeLogs writes every field of a log record', () => {
  const record = { scope, time: 1_767_225_600_000, severity: 'warn', body: 'slow', attributes: [{ id: 'a' }] } as const;
  const body = encodeLogs(resource, [
    { ...record, context },
    { ...record, context: undefined },
  ]);
  const time = '1767225600000000000';
  const written = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: 13,
    severityText: 'warn',
    body: { stringValue: 'slow' },
    attributes: [text('id', 'a')],
  };
  expect(decode(exportLogsRequest, body)).toEqual({
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'order')] },
        scopeLogs: [
          {
            scope,
            logRecords: [{ ...written, flags: 1, traceId: 'ab'.repeat(16), spanId: '01'.repeat(8) }, written],
          },
        ],
      },
    ],
  });
});

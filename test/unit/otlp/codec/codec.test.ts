import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../../lib/otlp/codec/decode-message.ts';
import { encodeMessage } from '../../../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest, spanType } from '../../../../lib/otlp/codec/schema.ts';
import { checkMessage, OtlpDecodeError, readerOf } from '../../../../lib/otlp/codec/check-message.ts';
import { span, traceRequest } from '../samples.ts';

const full = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceState: 'a=b',
  parentSpanId: '00f067aa0ba902b7',
  name: 'POST /orders – ü',
  kind: 2,
  startTimeUnixNano: '18446744073709551615',
  endTimeUnixNano: '1767225600123456789',
  attributes: [
    { key: 'int', value: { intValue: '-9223372036854775808' } },
    { key: 'small', value: { intValue: '-1' } },
    { key: 'double', value: { doubleValue: 0.1 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'false', value: { boolValue: false } },
    { key: 'empty', value: { stringValue: '' } },
    { key: 'bytes', value: { bytesValue: 'AAEC/w==' } },
    { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } } },
  ],
  droppedAttributesCount: 3,
  events: [{ timeUnixNano: '1767225600123456789', name: 'exception', attributes: [] as object[] }],
  links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', flags: 257 }],
  status: { message: 'boom', code: 2 },
  flags: 257,
};

describe('the OTLP codec', () => {
  it('gives back every field of a span as it came, 64-bit numbers included', () => {
    const body = encodeMessage(spanType, full);
    checkMessage(spanType, readerOf(body));
    const [event] = full.events;
    expect(decodeMessage(spanType, body)).toEqual({
      ...full,
      events: [{ timeUnixNano: event?.timeUnixNano, name: event?.name }],
    });
  });

  it('takes snake case and numbers in place of strings, and ignores what it does not know, as proto3 JSON does', () => {
    const body = encodeMessage(spanType, {
      trace_id: 'AB'.repeat(16),
      start_time_unix_nano: 5,
      unknown: 'red',
      name: null,
    });
    expect(decodeMessage(spanType, body)).toEqual({ traceId: 'ab'.repeat(16), startTimeUnixNano: '5' });
  });

  it('skips fields of a later version of the protocol', () => {
    // Field 99, varint 1; field 5, "x"; field 98, two bytes.
    const body = Buffer.from([0x98, 0x06, 0x01, 0x2a, 0x01, 0x78, 0x92, 0x06, 0x02, 0x01, 0x02]);
    checkMessage(spanType, readerOf(body));
    expect(decodeMessage(spanType, body)).toEqual({ name: 'x' });
  });

  it.each([
    ['an array', { attributes: 'none' }, 'Span.attributes is not an array: "none"'],
    ['hex digits', { traceId: 'xyz' }, 'Span.traceId is not hex digits: "xyz"'],
    ['a whole number', { startTimeUnixNano: 1.5 }, 'Span.startTimeUnixNano is not a whole number: 1.5'],
    ['a string', { attributes: [{ key: 7 }] }, 'Span.attributes[0].key is not a string: 7'],
    ['an object', { status: 2 }, 'Span.status is not an object: 2'],
  ])('names the place of what is not %s', (_, json, message) => {
    expect(() => encodeMessage(spanType, json)).toThrow(new OtlpDecodeError(message));
  });

  it.each([
    ['a body that is cut off', (body: Buffer) => body.subarray(0, body.length - 1)],
    [
      'a length that reaches too far',
      (body: Buffer) => Buffer.concat([Buffer.from([0x0a, 0x7f]), body.subarray(2, 9)]),
    ],
    ['text', () => Buffer.from('this is no protobuf')],
    ['a field number of 0', () => Buffer.from([0x02, 0x00])],
    ['a wrong wire type in a nested field', () => Buffer.from([0x0a, 0x02, 0x08, 0x01])],
  ])('the check refuses %s', (_, spoil) => {
    const body = traceRequest({ order: [span(1, 1)] });
    checkMessage(exportTraceRequest, readerOf(body));
    expect(() => checkMessage(exportTraceRequest, readerOf(spoil(body)))).toThrow();
  });

  it('the check refuses a value of another kind than the field has, even where its bytes could be skipped', () => {
    // Span.name (5) as a varint: 1, followed by what would be a string of one byte.
    const body = Buffer.from([0x28, 0x01, 0x00]);
    expect(() => checkMessage(spanType, readerOf(body))).toThrow('Span.name has wire type 0, not 2');
  });

  it('the check refuses values that are nested without end', () => {
    let value: object = { intValue: 1 };
    for (let i = 0; i < 40; i += 1) value = { arrayValue: { values: [value] } };
    const body = encodeMessage(spanType, { attributes: [{ key: 'a', value }] });
    expect(() => checkMessage(spanType, readerOf(body))).toThrow('nested deeper than 64 levels');
  });
});

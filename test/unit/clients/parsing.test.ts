import { describe, expect, it } from 'vitest';
import { CollectorMetrics } from '../../../stack/clients/collector.ts';
import { withQuery } from '../../../stack/clients/http.ts';
import { readSpans } from '../../../lib/otlp/json/read-spans.ts';
import { parsePrometheusText } from '../../../stack/clients/prometheus-text.ts';

describe('parsePrometheusText', () => {
  it('reads samples with and without labels, with a time, with escapes, and infinities', () => {
    const text = [
      '# HELP up Whether it is up.',
      '# TYPE up gauge',
      'up 1',
      'sent_total{exporter="otlp_http/jaeger",text="a \\"b\\", {c} \\\\ \\n"} 12.5 1700000000000',
      'bucket{le="+Inf"} 3 # {trace_id="a"} 0.2',
      'worst +Inf',
      '',
      'no sample here at all {',
    ].join('\n');
    expect(parsePrometheusText(text)).toEqual([
      { name: 'up', labels: {}, value: 1 },
      { name: 'sent_total', labels: { exporter: 'otlp_http/jaeger', text: 'a "b", {c} \\ \n' }, value: 12.5 },
      { name: 'bucket', labels: { le: '+Inf' }, value: 3 },
      { name: 'worst', labels: {}, value: Infinity },
    ]);
  });
});

describe('CollectorMetrics', () => {
  const metrics = new CollectorMetrics([
    { name: 'otelcol_sent_spans', labels: { exporter: 'a' }, value: 2 },
    { name: 'otelcol_sent_spans_total', labels: { exporter: 'b' }, value: 3 },
    { name: 'otelcol_sent_spans_other', labels: {}, value: 9 },
  ]);

  it('finds a metric by its short name, with and without the suffix, and no other', () => {
    expect(metrics.sum('sent_spans')).toBe(5);
    expect(metrics.sum('otelcol_sent_spans')).toBe(5);
    expect(metrics.sum('sent_spans', { exporter: 'b' })).toBe(3);
    expect(metrics.sum('sent_spans', { exporter: 'c' })).toBe(0);
    expect(metrics.sumBy('sent_spans', 'exporter')).toEqual({ a: 2, b: 3 });
  });
});

describe('spansOf', () => {
  it('reads every part of a span, enumerations as numbers and as names', () => {
    const span = (kind: unknown, code: unknown) => ({
      traceId: 'ABCDEF0123456789abcdef0123456789',
      spanId: 'a1',
      parentSpanId: '0000000000000000',
      name: 'GET',
      kind,
      startTimeUnixNano: '1700000000000000001',
      endTimeUnixNano: 1700000000,
      attributes: [
        { key: 's', value: { stringValue: 'x' } },
        { key: 'i', value: { intValue: '5' } },
        { key: 'd', value: { doubleValue: 0.5 } },
        { key: 'b', value: { boolValue: false } },
        { key: 'l', value: { arrayValue: { values: [{ stringValue: 'y' }] } } },
        { key: 'm', value: { kvlistValue: { values: [{ key: 'n', value: { intValue: 1 } }] } } },
      ],
      status: { code, message: 'bad' },
      events: [{ name: 'e', attributes: [{ key: 'x', value: { stringValue: 'z' } }] }],
      links: [{ traceId: 'FF', attributes: [] }],
    });
    const data = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'order' } }] },
          scopeSpans: [
            {
              scope: { name: 'lib', attributes: [] },
              spans: [span(3, 2), span('SPAN_KIND_SERVER', 'STATUS_CODE_ERROR'), span(99, 1)],
            },
          ],
        },
      ],
    };
    const [first, second, third] = readSpans(data);
    expect(first).toMatchObject({
      traceId: 'abcdef0123456789abcdef0123456789',
      parentSpanId: '',
      kind: 'client',
      service: 'order',
      start: 1700000000000000001n,
      end: 1700000000n,
      attributes: { s: 'x', i: 5, d: 0.5, b: false, l: ['y'], m: { n: 1 } },
      status: { error: true, message: 'bad' },
      scope: { name: 'lib' },
      events: [{ name: 'e', attributes: { x: 'z' } }],
      links: [{ traceId: 'ff' }],
    });
    expect(second).toMatchObject({ kind: 'server', status: { error: true } });
    expect(third).toMatchObject({ kind: 'unspecified', status: { error: false } });
  });

  it('makes nothing of nothing', () => {
    expect(readSpans(undefined)).toEqual([]);
    expect(readSpans({ resourceSpans: [{}] })).toEqual([]);
  });
});

describe('withQuery', () => {
  it('leaves out what is not set, and the question mark with it', () => {
    expect(withQuery('http://a/b', { q: 'x y', n: 0, none: undefined })).toBe('http://a/b?q=x+y&n=0');
    expect(withQuery('http://a/b', { none: undefined })).toBe('http://a/b');
  });
});

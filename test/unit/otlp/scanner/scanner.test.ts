import { describe, expect, test } from 'vitest';
import { scanSpans, type ScannedSpan } from '../../../../lib/otlp/scanner/scan-spans.ts';
import { exportShapes } from '../../../../lib/otlp/scanner/export-shapes.ts';
import { walkExport } from '../../../../lib/otlp/scanner/walk-export.ts';
import { encodeMessage } from '../../../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest } from '../../../../lib/otlp/codec/schema.ts';

const text = (key: string, value: string): unknown => ({ key, value: { stringValue: value } });

function spansRequest(order: 'scope first' | 'scope last'): Buffer {
  const span = (traceId: string, spanId: string): unknown => ({
    traceId: traceId.repeat(16),
    spanId: spanId.repeat(8),
    name: 'GET /',
    startTimeUnixNano: '1767225600000500000',
    endTimeUnixNano: '1767225600002000000',
    attributes: [text('url.query', 'token=abcdefghijklmnop')],
  });
  const scope = { scope: { name: 'http', attributes: [text('other', 'x'), text('tailsampling.policy', 'errors')] } };
  const spans = { spans: [span('aa', '01'), span('bb', '02')] };
  const kept = order === 'scope first' ? { ...scope, ...spans } : { ...spans, ...scope };
  const scopeSpans = [kept, { scope: { name: 'pg' }, spans: [span('aa', '03')] }];
  return encodeMessage(exportTraceRequest, { resourceSpans: [{ resource: {}, scopeSpans }] });
}

describe('scanSpans', () => {
  test.each(['scope first', 'scope last'] as const)('visits spans with the policy of their scope, %s', (order) => {
    const seen: ScannedSpan[] = [];
    scanSpans(spansRequest(order), (span) => seen.push({ ...span }));
    expect(seen.map(({ traceId, policy }) => [traceId.slice(0, 4), policy])).toEqual([
      ['aaaa', 'errors'],
      ['bbbb', 'errors'],
      ['aaaa', undefined],
    ]);
    expect(new Set(seen.map(({ spanId }) => spanId)).size).toBe(3);
    expect(seen[0]?.start).toBeCloseTo(1767225600000.5, 3);
    expect((seen[0]?.end ?? 0) - (seen[0]?.start ?? 0)).toBeCloseTo(1.5, 3);
  });

  test('rejects a truncated body', () => {
    const body = spansRequest('scope first');
    expect(() => scanSpans(body.subarray(0, body.length - 3), () => undefined)).toThrow(RangeError);
    expect(() => walkExport(exportShapes.traces, body.subarray(0, body.length - 3), {})).toThrow(RangeError);
  });
});

test('walkExport visits every item', () => {
  let items = 0;
  walkExport(exportShapes.traces, spansRequest('scope last'), { item: () => (items += 1) });
  expect(items).toBe(3);
});

import { describe, expect, test } from 'vitest';
import { scanSpans, type SeenSpan } from '../../../lib/otlp/scanner/scan-spans.ts';
import { shapes } from '../../../lib/otlp/scanner/shapes.ts';
import { walkExport } from '../../../lib/otlp/scanner/walk.ts';
import { LeakSearch } from '../../../check/analysis/secrets/leak-search.ts';
import { givenPattern, knownSecret } from '../../../check/analysis/secrets/secret-pattern.ts';
import { encodeMessage } from '../../../lib/otlp/encode.ts';
import { exportLogsRequest, exportTraceRequest } from '../../../lib/otlp/schema.ts';

const text = (key: string, value: string): unknown => ({ key, value: { stringValue: value } });
const map = (key: string, ...values: unknown[]): unknown => ({ key, value: { kvlistValue: { values } } });

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

describe('spans of an export', () => {
  test.each(['scope first', 'scope last'] as const)('are told with the policy of their scope, %s', (order) => {
    const seen: SeenSpan[] = [];
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

  test('that is broken off is refused', () => {
    const body = spansRequest('scope first');
    expect(() => scanSpans(body.subarray(0, body.length - 3), () => undefined)).toThrow(RangeError);
    expect(() => walkExport(shapes.traces, body.subarray(0, body.length - 3), {})).toThrow(RangeError);
  });
});

test('items are counted', () => {
  let items = 0;
  walkExport(shapes.traces, spansRequest('scope last'), { item: () => (items += 1) });
  expect(items).toBe(3);
});

describe('secrets', () => {
  const logs = encodeMessage(exportLogsRequest, {
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              {
                body: { stringValue: 'calling http://x/?password=hunter2hunter2&a=1' },
                attributes: [map('req', map('headers', text('authorization', 'Bearer abcdefghijklmnop')))],
              },
              { body: { stringValue: 'and again hunter2hunter2' } },
            ],
          },
        ],
      },
    ],
  });

  test('are found wherever text is, counted by place, and never shown', () => {
    const search = new LeakSearch([givenPattern(/Bearer \S+/g), knownSecret('planted password', 'hunter2hunter2')]);
    search.search('loki', 'logs', logs);
    search.search('loki', 'logs', logs);
    expect(search.leaks).toEqual([
      {
        pattern: 'planted password',
        exporter: 'loki',
        signal: 'logs',
        place: 'log body',
        count: 4,
        example: 'calling http://x/?password=hun…(14 characters)&a=1',
      },
      {
        pattern: 'Bearer \\S+',
        exporter: 'loki',
        signal: 'logs',
        place: 'log attribute req.headers.authorization',
        count: 2,
        example: 'Bea…(23 characters)',
      },
    ]);
  });

  test('that are known are found without a pattern, and what has none of them is left unread', () => {
    const search = new LeakSearch([knownSecret('token', 'abcdefghijklmnop')]);
    search.search('jaeger', 'traces', spansRequest('scope last'));
    expect(search.leaks).toMatchObject([{ place: 'span attribute url.query', count: 3 }]);
    const other = new LeakSearch([knownSecret('token', 'zyxwvutsrq')]);
    other.search('jaeger', 'traces', Buffer.from([0xff, 0xff]));
    expect(other.leaks).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { LeakSearch } from '../../../../../check/analysis/secrets/leak-search.ts';
import { givenPattern, knownSecret } from '../../../../../check/analysis/secrets/secret-pattern.ts';
import { encodeMessage } from '../../../../../lib/otlp/codec/encode-message.ts';
import { exportLogsRequest } from '../../../../../lib/otlp/codec/schema.ts';
import { span, traceRequest } from '../../../otlp/samples.ts';

const text = (key: string, value: string): unknown => ({ key, value: { stringValue: value } });
const map = (key: string, ...values: unknown[]): unknown => ({ key, value: { kvlistValue: { values } } });
const attributes = [{ key: 'url.query', value: { stringValue: 'token=abcdefghijklmnop' } }];
const spans = traceRequest({ order: [1, 2, 3].map((id) => span(1, id, { attributes })) });

describe('LeakSearch', () => {
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

  test('finds secrets in any text, counts them by place, and masks them', () => {
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

  test('finds known secrets without a pattern, and does not parse exports that contain none', () => {
    const search = new LeakSearch([knownSecret('token', 'abcdefghijklmnop')]);
    search.search('jaeger', 'traces', spans);
    expect(search.leaks).toMatchObject([{ place: 'span attribute url.query', count: 3 }]);
    const other = new LeakSearch([knownSecret('token', 'zyxwvutsrq')]);
    other.search('jaeger', 'traces', Buffer.from([0xff, 0xff]));
    expect(other.leaks).toEqual([]);
  });
});

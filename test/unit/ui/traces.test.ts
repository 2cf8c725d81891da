import { describe, expect, it } from 'vitest';
import { readSpans } from '../../../lib/otlp/json/read-spans.ts';
import type { StoredTrace, TraceSearch } from '../../../stack/clients/jaeger.ts';
import { byTrace } from '../../../stack/clients/jaeger.ts';
import { queryExemplars } from '../../../ui/metrics/exemplars.ts';
import { findTraces } from '../../../ui/traces/find-traces.ts';
import { parseTags } from '../../../ui/traces/tags.ts';
import { recorded } from '../tui/recorded.ts';

describe('parseTags', () => {
  it('reads words and quoted values', () => {
    expect(parseTags(' http.route=/orders error=true note="two \\"words\\"" empty= q=a=b')).toEqual({
      'http.route': '/orders',
      error: 'true',
      note: 'two "words"',
      empty: '',
      q: 'a=b',
    });
    expect(parseTags('')).toEqual({});
  });

  it('names a word that is no tag', () => {
    expect(() => parseTags('a=b orders')).toThrow('"orders" is not a tag');
  });
});

describe('findTraces', () => {
  const traces = byTrace(readSpans((JSON.parse(recorded('traces.json')) as { result: unknown }).result));
  const jaeger = (asked: TraceSearch[]) => ({
    services: () => Promise.resolve(['payment', 'my-app', 'gateway']),
    search(search: TraceSearch): Promise<StoredTrace[]> {
      asked.push(search);
      return Promise.resolve(traces);
    },
  });
  const { signal } = new AbortController();
  const range = { start: 1, end: 2 };

  it('asks all services, the one that gets the requests for the most, and lists each trace once, newest first', async () => {
    const asked: TraceSearch[] = [];
    const rows = await findTraces(jaeger(asked), { ...range, limit: 100, attributes: { a: 'b' } }, signal);
    expect(asked.map(({ service, limit }) => [service, limit])).toEqual([
      ['gateway', 100],
      ['payment', 20],
      ['my-app', 20],
    ]);
    expect(asked.every(({ attributes }) => attributes?.a === 'b')).toBe(true);
    expect(rows.map(({ traceId }) => traceId).sort()).toEqual(traces.map(({ traceId }) => traceId).sort());
    expect(rows.map(({ start }) => start)).toEqual(rows.map(({ start }) => start).sort((a, b) => b - a));
  });

  it('asks one service, and has no more than the limit, and only failed ones where an old Jaeger returns others', async () => {
    const asked: TraceSearch[] = [];
    const rows = await findTraces(jaeger(asked), { ...range, service: 'my-app', limit: 3, failed: true }, signal);
    expect(asked).toHaveLength(1);
    expect(rows).toHaveLength(3);
    expect(rows.every(({ errors }) => errors > 0)).toBe(true);
  });
});

describe('queryExemplars', () => {
  it('asks for those of each selector, and keeps one of each trace, newest first', async () => {
    const asked: string[] = [];
    const exemplar = (trace: string, time: number) => ({
      labels: { trace_id: trace },
      seriesLabels: {},
      value: 1,
      time,
    });
    const prometheus = {
      exemplars(selector: string) {
        asked.push(selector);
        return Promise.resolve([exemplar('a', 1), exemplar('b', 2), { ...exemplar('', 3), labels: {} }]);
      },
    };
    const found = await queryExemplars(prometheus, 'rate(x_total{a="b"}[1m]) / rate(y_total[1m])', {
      ...{ start: 0, end: 1, signal: new AbortController().signal },
    });
    expect(asked).toEqual(['x_total{a="b"}', 'y_total']);
    expect(found.map(({ labels }) => labels.trace_id)).toEqual(['b', 'a']);
  });
});

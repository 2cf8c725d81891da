import { describe, expect, it } from 'vitest';
import type { SpanRow } from '../../../ui/traces/waterfall.ts';
import { alignSeries, formatterOf, stacked, spread } from '../../../web/parts/chart-data.ts';
import { visibleRange } from '../../../web/parts/visible-range.ts';
import { parameterValues } from '../../../web/pages/faults/parameter-values.ts';
import { isMetricQuery, queryOf } from '../../../web/pages/logs/log-filter.ts';
import { evidenceHref } from '../../../web/pages/scenarios/evidence-href.ts';
import { withChildren } from '../../../web/pages/traces/collapse.ts';
import { filterOf } from '../../../web/pages/traces/filter.ts';

describe('visibleRange', () => {
  it('is a screenful with spare rows, however many there are', () => {
    expect(visibleRange({ top: 32_000, height: 640, rowHeight: 32, count: 5000 })).toEqual({ from: 990, to: 1030 });
    expect(visibleRange({ top: 0, height: 640, rowHeight: 32, count: 5 })).toEqual({ from: 0, to: 5 });
    // The list became shorter than the position.
    expect(visibleRange({ top: 32_000, height: 640, rowHeight: 32, count: 5 })).toEqual({ from: 0, to: 5 });
  });
});

describe('withChildren', () => {
  const span = (spanId: string, depth: number) => ({ spanId, depth }) as SpanRow;
  const spans = [span('a', 0), span('b', 1), span('c', 2), span('d', 1), span('e', 0)];
  const shown = (...collapsed: string[]) =>
    withChildren(spans, new Set(collapsed)).map(({ span: { spanId }, children }) => `${spanId}${children}`);

  it('counts children, and leaves out the descendants of collapsed spans', () => {
    expect(shown()).toEqual(['a2', 'b1', 'c0', 'd0', 'e0']);
    expect(shown('b')).toEqual(['a2', 'b1', 'd0', 'e0']);
    expect(shown('a')).toEqual(['a2', 'e0']);
    expect(shown('a', 'b')).toEqual(['a2', 'e0']);
  });
});

describe('filterOf', () => {
  it('reads the search of an address', () => {
    const params = new URLSearchParams(
      'service=order&operation=&tags=http.route=/a&min=200ms&max=1.5s&errors=1&limit=500',
    );
    expect(filterOf(params)).toEqual({
      ...{ service: 'order', limit: 500, minDurationMs: 200, maxDurationMs: 1500, failed: true },
      attributes: { 'http.route': '/a' },
    });
    expect(filterOf(new URLSearchParams())).toEqual({ limit: 100 });
  });

  it('names what is wrong', () => {
    expect(() => filterOf(new URLSearchParams('min=soon'))).toThrow('Minimum duration: "soon" is not a duration');
  });
});

describe('queryOf', () => {
  it('is the query as written, or one of service, level and words', () => {
    expect(queryOf(new URLSearchParams({ q: '{a="b"}', service: 'order' }))).toBe('{a="b"}');
    expect(queryOf(new URLSearchParams({ service: 'order', level: 'errors' }))).toBe(
      '{service_name="order"} | detected_level=~"error|fatal|critical"',
    );
    expect(queryOf(new URLSearchParams({ level: 'nonsense' }))).toBe('{service_name=~".+"}');
  });
});

describe('isMetricQuery', () => {
  it.each([
    ['{a="b"} |= "x"', false],
    [' ({a="b"})', false],
    ['', false],
    ['sum(rate({a="b"}[1m]))', true],
    ['1 + count_over_time({a="b"}[1m])', true],
  ])('%s: %s', (query, expected) => {
    expect(isMetricQuery(query)).toBe(expected);
  });
});

describe('evidenceHref', () => {
  const id = 'be77693c48b4cd138c770cf5a3ef0ece';
  it.each([
    [`http://127.0.0.1:16686/trace/${id}`, `#/traces/${id}`],
    [`http://127.0.0.1:16686/api/v3/traces/${id}`, `#/traces/${id}`],
    ['http://127.0.0.1:9090/query?g0.expr=up%7B%7D&g0.tab=graph', '#/metrics?q=up%7B%7D'],
    ['http://127.0.0.1:3100/loki/api/v1/query_range?query=%7Ba%3D%22b%22%7D', '#/logs?q=%7Ba%3D%22b%22%7D'],
    ['http://127.0.0.1:9090/alerts', undefined],
    ['not a url', undefined],
  ])('%s is %s', (url, href) => {
    expect(evidenceHref(url)).toBe(href);
  });
});

describe('parameterValues', () => {
  it('has numbers and lists as JSON, other texts as they are, and nothing for empty ones', () => {
    const parameters = ['rate', 'routes', 'name', 'seed'].map((name) => ({ name }));
    const texts = { rate: ' 0.5 ', routes: '["GET /a"]', name: 'one two', seed: '', other: 'x' };
    expect(parameterValues(parameters, texts)).toEqual({ rate: 0.5, routes: ['GET /a'], name: 'one two' });
  });
});

describe('alignSeries', () => {
  it('puts series on one time scale, with gaps for missing values and NaN', () => {
    const aligned = alignSeries([
      {
        label: 'a',
        points: [
          [2000, 1],
          [1000, 2],
        ],
      },
      {
        label: 'b',
        points: [
          [3000, NaN],
          [2000, 4],
        ],
      },
    ]);
    expect(aligned).toEqual([
      [1, 2, 3],
      [2, 1, null],
      [null, 4, null],
    ]);
  });
});

describe('spread', () => {
  it('keeps the highest of each time, over the whole range', () => {
    const points = [0, 1, 2, 470, 479].map((time, index) => ({ time, value: [3, 5, 4, 2, 1][index] ?? 0 }));
    expect(spread(points, { start: 0, end: 480 }).map(({ time }) => time)).toEqual([1, 470]);
  });
});

describe('stacked', () => {
  it('puts each series on those before it, and keeps gaps', () => {
    expect(
      stacked([
        [1, 2],
        [1, null],
        [2, 3],
      ]),
    ).toEqual([
      [1, 2],
      [1, null],
      [3, 3],
    ]);
  });
});

describe('formatterOf', () => {
  it.each([
    ['histogram_quantile(0.9, rate(x_duration_seconds_bucket[1m]))', 0.25, '250ms'],
    ['rate(x_duration_seconds_count[1m])', 0.25, '0.25'],
    ['otelcol_process_memory_rss_bytes', 200e6, '200 MB'],
    ['up', 1, '1'],
  ])('%s', (query, value, text) => {
    expect(formatterOf(query)(value)).toBe(text);
  });
});

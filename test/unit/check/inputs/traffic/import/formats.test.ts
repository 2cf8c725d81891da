import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../../../../lib/errors.ts';
import { importTexts, jaeger, otlp, type TestSpan } from './trace-spans.ts';
import { call, request } from './web-and-cart.ts';

describe('formats', () => {
  const spans = [
    ...request('t1', [
      ...call('c', 10),
      { id: 'p', service: 'web', kind: 'producer', at: 40, attributes: { 'messaging.destination.name': 'jobs' } },
    ]),
    {
      trace: 't2',
      id: 'x',
      service: 'worker',
      kind: 'consumer',
      at: 50,
      link: 't1 p',
      attributes: { 'messaging.destination.name': 'jobs' },
    },
    ...request('t3', call('c', 10, 503), 502),
  ] as TestSpan[];

  it('are OTLP JSON in one object or lines, and Jaeger JSON, with the same result', () => {
    const { text, summary } = importTexts([JSON.stringify(otlp(spans))]);
    expect(summary).toBe('Read 3 traces with 8 spans: 3 services, 3 routes, methods and consumers.');
    const lines = spans.map((span) => JSON.stringify(otlp([span]))).join('\n');
    expect(importTexts([lines]).text).toBe(text);
    expect(importTexts([JSON.stringify(otlp(spans), undefined, 2)]).text).toBe(text);
    expect(importTexts([JSON.stringify(jaeger(spans))]).text).toBe(text);
    // Jaeger's API of version 3, and one file per half.
    expect(importTexts([JSON.stringify({ result: otlp(spans) })]).text).toBe(text);
    const half = spans.length / 2;
    expect(
      importTexts([JSON.stringify(otlp(spans.slice(0, half))), JSON.stringify(otlp(spans.slice(half)))]).text,
    ).toBe(text);
    // Files that overlap.
    const twice = importTexts([JSON.stringify(otlp(spans)), JSON.stringify(otlp(spans))]);
    expect(twice).toMatchObject({ text, summary });
  });

  it('may have other signals and a last line that is still written', () => {
    const text = `${JSON.stringify(otlp(spans))}\n{"resourceLogs":[]}\n{"resourceMetrics":[]}\n{"resourceSp`;
    expect(importTexts([text]).leftOut).toEqual([
      '2 lines with logs or metrics',
      '1 last line that ends within an object',
    ]);
  });

  test.each([
    ['an empty file', '\n', /traces-1\.json is empty\.$/],
    ['another format', 'traces: []', /traces-1\.json is not JSON: /],
    ['a broken line', `${JSON.stringify(otlp(spans))}\nnothing\n{}\n`, /traces-1\.json:2 is not JSON\.$/],
    ['another shape', '{"hits": [], "took": 3}', /has no traces: neither .* it has hits, took\.$/],
    ['a list of numbers', '[1]', /has no traces: .*; it is not an object\.$/],
    ['an error of Jaeger', '{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}', /trace not found\.$/],
    ['no spans', '{"resourceSpans": []}', /traces-1\.json has no spans\.$/],
    ['logs only', '{"resourceLogs": []}', /traces-1\.json has no spans\.$/],
    [
      'incomplete traces only',
      JSON.stringify(otlp([{ id: 'a', parent: 'b', service: 's', kind: 'client' }])),
      /^None of 1 trace can be imported: 1 trace is incomplete/,
    ],
  ])('%s is an error of the user', (_what, text, message) => {
    const error = ((): unknown => {
      try {
        return importTexts([text]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).hint).toBeDefined();
  });
});

import { describe, expect, it } from 'vitest';
import { traceToJson } from '../../../stack/stores/traces/to-otlp-json.ts';
import { TraceStore } from '../../../stack/stores/traces/trace-store.ts';
import { span, traceIdOf, traceRequest } from '../otlp/samples.ts';

const roomy = { maxTraces: 1000, maxBytes: 2 ** 30 };

describe('TraceStore', () => {
  it('puts spans of one trace together that came in several requests, grouped by resource and scope', () => {
    const store = new TraceStore(roomy);
    store.ingest(traceRequest({ order: [span(1, 1)], payment: [span(1, 2)] }));
    store.ingest(traceRequest({ order: [span(1, 3), span(2, 4)] }));
    store.ingest(traceRequest({ order: [span(1, 5)] }, { name: 'other', version: '2' }));
    const trace = store.get(traceIdOf(1));
    if (!trace) throw new Error('the trace is missing');
    const json = traceToJson(trace);
    expect(
      json.map(({ scopeSpans }) => scopeSpans.map(({ scope, spans }) => [scope, spans.map((one) => one.name)])),
    ).toEqual([
      [
        [{ name: 'test' }, ['span 1', 'span 3']],
        [{ name: 'other', version: '2' }, ['span 5']],
      ],
      [[{ name: 'test' }, ['span 2']]],
    ]);
    expect(store.stats()).toMatchObject({ traces: 2, spans: 5, receivedSpans: 5 });
  });

  it('does not double a span whose export is retried', () => {
    const store = new TraceStore(roomy);
    const body = traceRequest({ order: [span(1, 1), span(1, 2)] });
    store.ingest(body);
    const { bytes } = store.stats();
    store.ingest(body);
    expect(store.get(traceIdOf(1))?.spans.size).toBe(2);
    expect(store.stats()).toMatchObject({ spans: 2, bytes, receivedSpans: 4, duplicateSpans: 2 });
  });

  it('keeps at most maxTraces traces and lets the one that arrived first go, again and again', () => {
    const store = new TraceStore({ maxTraces: 3, maxBytes: 2 ** 30 });
    for (let i = 1; i <= 10; i += 1) {
      store.ingest(traceRequest({ order: [span(i, 1)] }));
      // A late span does not make a trace younger.
      if (i === 9) store.ingest(traceRequest({ order: [span(7, 2)] }));
    }
    expect(store.newestFirst().map(({ id }) => id)).toEqual([10, 9, 8].map(traceIdOf));
    expect(store.stats()).toMatchObject({ traces: 3, spans: 3, evictedTraces: 7, evictedSpans: 8 });
  });

  it('keeps within maxBytes, counts down to nothing, and forgets services with their last span', () => {
    const probe = new TraceStore(roomy);
    probe.ingest(traceRequest({ order: [span(1, 1)] }));
    const one = probe.stats().bytes;
    const store = new TraceStore({ maxTraces: 1000, maxBytes: one * 4 });
    for (let i = 1; i <= 6; i += 1) store.ingest(traceRequest({ [i <= 2 ? 'first' : 'order']: [span(i, 1)] }));
    expect(store.stats()).toMatchObject({ traces: 4, bytes: one * 4, evictedTraces: 2 });
    expect([...store.operations()].map(({ service }) => service)).toEqual(['order']);
    const tiny = new TraceStore({ maxTraces: 1000, maxBytes: 10 });
    tiny.ingest(traceRequest({ order: [span(1, 1)] }));
    expect(tiny.stats()).toMatchObject({ traces: 0, spans: 0, bytes: 0, evictedTraces: 1 });
  });

  it('refuses spans without valid ids and says how many', () => {
    const store = new TraceStore(roomy);
    const zero = { ...span(1, 1), traceId: '0'.repeat(32) };
    const short = { ...span(1, 1), spanId: 'abcd' };
    expect(store.ingest(traceRequest({ order: [zero, short, span(1, 1)] }))).toMatchObject({ count: 2 });
    expect(store.stats()).toMatchObject({ spans: 1, rejectedSpans: 2, receivedSpans: 3 });
  });
});

import { describe, expect, it } from 'vitest';
import { parseTraceId, parseTraceQuery } from '../../../stack/stores/traces/query-params.ts';
import { searchTraces } from '../../../stack/stores/traces/search.ts';
import { TraceStore } from '../../../stack/stores/traces/trace-store.ts';
import { attribute, span, traceIdOf, traceRequest } from '../otlp/samples.ts';

const store = new TraceStore({ maxTraces: 100, maxBytes: 2 ** 30 });
store.ingest(
  traceRequest({ gateway: [span(1, 1, { name: 'GET /', ms: 1500 })], order: [span(1, 2, { name: 'read', ms: 20 })] }),
);
store.ingest(
  traceRequest(
    {
      order: [
        span(2, 1, {
          name: 'read',
          at: 10,
          kind: 3,
          status: { code: 2 },
          attributes: [attribute('order.id', '7'), { key: 'http.response.status_code', value: { intValue: '503' } }],
          events: [{ name: 'exception', attributes: [attribute('exception.type', 'Error')] }],
        }),
      ],
    },
    { name: 'http', version: '1.0' },
  ),
);
store.ingest(
  traceRequest({
    order: [span(3, 1, { name: 'write', at: 20, status: { code: 1 } })],
    late: [span(3, 2, { name: 'flush', at: 40, status: { code: 1 } })],
  }),
);

const window = { 'query.startTimeMin': '2026-01-01T00:00:00Z', 'query.startTimeMax': '2026-01-01T01:00:00+00:00' };

function search(params: Record<string, string>): string[] {
  const query = parseTraceQuery(new URLSearchParams({ ...window, ...params }), 100);
  return searchTraces(store.newestFirst(), query).map(({ id }) => String(Number.parseInt(id, 16)));
}

describe('searchTraces', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['everything, newest first', {}, ['3', '2', '1']],
    ['a service', { 'query.serviceName': 'gateway' }, ['1']],
    ['the older spelling', { 'query.service_name': 'gateway' }, ['1']],
    ['service and operation on the same span', { 'query.serviceName': 'gateway', 'query.operationName': 'read' }, []],
    ['an operation', { 'query.operation_name': 'read' }, ['2', '1']],
    ['at most', { 'query.searchDepth': '2' }, ['3', '2']],
    ['at most, by its oldest name', { 'query.num_traces': '1' }, ['3']],
    ['a minimum duration, included', { 'query.durationMin': '1.5s' }, ['1']],
    ['a minimum duration that is missed by little', { 'query.durationMin': '1500.001ms' }, []],
    ['a maximum duration', { 'query.duration_max': '1ms' }, ['3', '2']],
    ['a start, included', { 'query.startTimeMin': '2026-01-01T00:00:10Z' }, ['3', '2']],
    ['a start, to the nanosecond', { 'query.startTimeMin': '2026-01-01T00:00:10.000000001Z' }, ['3']],
    ['an end', { 'query.start_time_max': '2026-01-01T00:00:09.999999999Z', 'query.startTimeMax': '' }, ['1']],
    ['a start that only a later span of the trace fulfils', { 'query.startTimeMin': '2026-01-01T00:00:30Z' }, ['3']],
    [
      'an end that the wanted span does not fulfil',
      { 'query.startTimeMax': '2026-01-01T00:00:30Z', 'query.serviceName': 'late' },
      [],
    ],
    ['an attribute', { 'query.attributes': '{"order.id":"7"}' }, ['2']],
    ['a number', { 'query.attributes': '{"http.response.status_code":"503"}' }, ['2']],
    ['another value', { 'query.attributes': '{"order.id":"8"}' }, []],
    ['both of two', { 'query.attributes': '{"order.id":"7","none":"x"}' }, []],
    ['a resource attribute', { 'query.attributes': '{"resource.service.name":"gateway"}' }, ['1']],
    ['an attribute of an event', { 'query.attributes': '{"exception.type":"Error"}' }, ['2']],
    ['errors', { 'query.attributes': '{"error":"true"}' }, ['2']],
    ['what is marked as good', { 'query.attributes': '{"error":"false"}' }, ['3']],
    ['a status', { 'query.attributes': '{"span.status":"unset"}' }, ['1']],
    ['a kind', { 'query.attributes': '{"span.kind":"client"}' }, ['2']],
    ['a scope', { 'query.attributes': '{"scope.name":"http","scope.version":"1.0"}' }, ['2']],
  ])('finds by %s', (_, params, found) => {
    expect(search(params)).toEqual(found);
  });

  it.each<[Record<string, string>, string]>([
    [{ 'query.startTimeMin': '' }, 'min and max start time are required'],
    [{ 'query.startTimeMin': 'yesterday' }, 'malformed parameter query.startTimeMin: "yesterday"'],
    [{ 'query.startTimeMin': '2026-01-02T00:00:00Z' }, 'query.startTimeMax is before query.startTimeMin'],
    [{ 'query.num_traces': 'x' }, 'malformed parameter query.num_traces'],
    [{ 'query.searchDepth': '0' }, 'search depth must be between 1 and 100'],
    [{ 'query.searchDepth': '101' }, 'search depth must be between 1 and 100'],
    [{ 'query.duration_min': '5' }, 'malformed parameter query.duration_min: "5" is not a duration'],
    [{ 'query.attributes': '{"a":1}' }, 'malformed parameter query.attributes: the value of "a" is not a string'],
    [{ 'query.attributes': '[]' }, 'malformed parameter query.attributes'],
  ])('refuses %j', (params, message) => {
    expect(() => search(params)).toThrow(message);
  });
});

describe('parseTraceId', () => {
  it('takes hex of any length and base64', () => {
    expect(parseTraceId('AB')).toBe(traceIdOf(0xab));
    expect(parseTraceId('AAAAAAAAAAAAAAAAAAAAAQ==')).toBe(traceIdOf(1));
    expect(() => parseTraceId('xyz')).toThrow('malformed parameter trace_id: "xyz"');
  });
});

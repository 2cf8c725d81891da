import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { dashboards, interpolate, queriesOf } from '../queries/dashboards.ts';
import { newTraceId } from './compare.ts';
import { linesIn, type LokiPair, startLokiPair } from './loki-pair.ts';

const { reason } = await dockerOrReason(['loki']);
const now = Date.now();

describe.skipIf(reason)(titled('our log store answers as Loki does', reason), () => {
  const traceId = newTraceId();
  let pair: LokiPair;
  let range: LokiPair['range'];

  beforeAll(async () => {
    pair = await startLokiPair(now, traceId);
    range = pair.range;
  });
  afterAll(() => pair.close());

  const both: LokiPair['both'] = (path, parameters) => pair.both(path, parameters);

  const inDashboards = [...dashboards.values()]
    .flatMap(queriesOf)
    .filter(({ source }) => source === 'loki')
    .map((query) => interpolate(query, { rangeSeconds: 180, stepSeconds: 15, scrapeSeconds: 1 }));

  it.each([
    ...inDashboards,
    '{service_name=~".+"}',
    '{service_name="gateway"}',
    '{service_name!="gateway"}',
    '{service_name="missing"}',
    '{service_namespace="sandbox", service_instance_id=~"gateway-.*"}',
    `{service_name=~".+"} | trace_id="${traceId}"`,
    '{service_name=~".+"} | trace_id != ""',
    '{service_name=~"gateway|order"} |= "calling" |= "token="',
    '{service_name=~".+"} != "order"',
    '{service_name=~".+"} |~ "(?i)ERROR"',
    '{service_name=~".+"} !~ "in .*"',
    '{service_name=~".+"} | detected_level=~"warn|error|fatal|critical"',
    '{service_name=~".+"} | detected_level="unknown"',
    '{service_name=~".+"} | severity_number > 9',
    '{service_name=~".+"} | res_statusCode >= 200 and responseTime < 5',
    '{service_name="gateway"} | json',
    '{service_name="gateway"} | logfmt',
    '{service_name="gateway"} | logfmt | took > 1s',
    '{service_name="gateway"} | json | msg="in JSON"',
    '{service_name="gateway"} | regexp `(?P<method>GET|POST) (?P<path>\\S+)( (?P<code>\\d+))?`',
    '{service_name="gateway"} | pattern `<method> <path> <code>` | drop code="200", scope_name',
    '{service_name="gateway"} | label_format kind=detected_level, text="{{.kind}} {{.service_name}}"',
    '{service_name="gateway"} | logfmt | keep code, service_name=~"gate.*"',
    '{service_name="gateway"} | json | drop __error__, __error_details__',
    '{service_name="gateway"} | unpack',
    'sum by (code) (count_over_time({service_name="gateway"} | pattern `<_> <_> <code>` [1m]))',
    '{service_name="order"} |= "line two"',
    '{service_name=~".+"} |~ `"quoted" \\\\`',
    '{}',
    '{service_name=~".*"}',
    'sum(count_over_time({service_name=~".+"}[1m]))',
    'sum by (service_name) (rate({service_name=~".+"}[15s]))',
    'sum by (service_name, detected_level) (count_over_time({service_name=~".+"} | detected_level=~"error|warn" [30s]))',
    'sum by (detected_level) (count_over_time({service_name=~".+"}[1m])) / 2 > 1',
    'topk(1, sum by (service_name) (bytes_over_time({service_name=~".+"}[1m])))',
    'sum(count_over_time({service_name="missing"}[1m]))',
  ])('%s', async (query) => {
    const [real, own] = await both('/loki/api/v1/query_range', { query, ...range, limit: '1000', step: '15s' });
    expect(own).toEqual(real);
  });

  it.each(['forward', 'backward'])('the first lines, %s', async (direction) => {
    const parameters = { query: '{service_name=~".+"}', ...range, limit: '5', direction };
    const [real, own] = await both('/loki/api/v1/query_range', parameters);
    expect(linesIn(own)).toBe(5);
    expect(own).toEqual(real);
  });

  it.each([
    ['/loki/api/v1/labels', {}],
    ['/loki/api/v1/label/service_name/values', {}],
    ['/loki/api/v1/label/deployment_environment_name/values', {}],
    ['/loki/api/v1/label/nothing/values', {}],
    ['/loki/api/v1/label/service_name/values', { query: '{service_namespace="sandbox"}' }],
    ['/loki/api/v1/series', { 'match[]': '{service_name=~".+"}' }],
    ['/loki/api/v1/query_range', { query: '{service_name="order"}', limit: '0' }],
    ['/loki/api/v1/query_range', { query: '{service_name="order"}', limit: '1000000' }],
    ['/loki/api/v1/query_range', { query: 'sum(rate({service_name="order"}[1m]))', step: '0' }],
    ['/loki/api/v1/query', { query: '{service_name="order"}' }],
    ['/loki/api/v1/query', { query: 'sum(count_over_time({service_name="order"}[1h]))', time: String(now / 1000) }],
  ])('%s %o', async (path, parameters) => {
    const [real, own] = await both(path, { ...range, ...parameters });
    expect(own).toEqual(real);
  });

  it.each([
    { query: '{' },
    { query: '{service_name=}' },
    { query: 'sum({service_name="order"})' },
    { query: '{service_name=~"("}' },
    { query: '' },
    { query: '{service_name="order"}', start: 'soon' },
    { query: '{service_name="order"}', direction: 'sideways' },
    { query: '{service_name="order"}', limit: 'many' },
    { query: '{service_name="order"}', end: '1' },
  ])('refuses %o with the same status, in words of its own', async (parameters) => {
    const [real, own] = await both('/loki/api/v1/query_range', { ...range, ...parameters });
    expect(real.status).toBe(400);
    expect(own.status).toBe(400);
  });
});

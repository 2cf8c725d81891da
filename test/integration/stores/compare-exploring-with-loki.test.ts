import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { asArray, asObject, type JsonObject } from '../../../lib/json.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { newTraceId } from './compare.ts';
import { type LokiPair, startLokiPair } from './loki-pair.ts';

const { reason } = await dockerOrReason(['loki']);
// A whole minute, so that the steps of a range are the same in each run.
const now = Math.floor(Date.now() / 60_000) * 60_000;
const all = '{service_name=~".+"}';

// What Grafana asks for while the user explores logs, and formatted lines.
describe.skipIf(reason)(titled('our log store lets explore as Loki does', reason), () => {
  let pair: LokiPair;
  beforeAll(async () => {
    pair = await startLokiPair(now, newTraceId());
  });
  afterAll(() => pair.close());

  it.each<[string, Record<string, string>]>([
    // Of lines that are still in memory Loki counts none here.
    ['index/stats', { query: '{service_name="missing"}' }],
    ['index/volume', { query: all }],
    ['index/volume', { query: '{}' }],
    ['index/volume', { query: '{service_name="order"}' }],
    ['index/volume', { query: '{service_name="missing"}' }],
    ['index/volume', { query: all, targetLabels: 'service_namespace' }],
    ['index/volume', { query: all, targetLabels: 'service_name,service_namespace' }],
    ['index/volume', { query: all, targetLabels: 'missing' }],
    ['index/volume', { query: all, aggregateBy: 'labels' }],
    ['index/volume', { query: all, aggregateBy: 'labels', targetLabels: 'service_name' }],
    ['index/volume', { query: all, limit: '1' }],
    ['index/volume', { query: all, limit: '0' }],
    // Steps in whose last second no stream begins or ends: Loki leaves it out.
    ['index/volume_range', { query: '{service_name="gateway"}', step: '4s' }],
    ['index/volume_range', { query: '{service_name="order"}', step: '5s' }],
    ['index/volume_range', { query: '{service_name="order"}', step: '60', targetLabels: 'service_name' }],
    ['detected_labels', {}],
    ['detected_labels', { query: '{service_name="order"}' }],
    ['detected_fields', { query: all }],
    ['detected_fields', { query: '{service_name="order"}' }],
    ['detected_fields', { query: '{service_name="gateway"} |= "took"' }],
    ['detected_fields', { query: '{service_name="gateway"} | json | msg="in JSON"' }],
    ['detected_fields', { query: '{service_name="missing"}' }],
    ['detected_field/level/values', { query: all }],
    ['detected_field/code/values', { query: all }],
    ['detected_field/missing/values', { query: all }],
  ])('%s %o', async (path, parameters) => {
    const [real, own] = await pair.both(`/loki/api/v1/${path}`, { ...pair.range, ...parameters });
    expect(comparable(own)).toEqual(comparable(real));
  });

  it.each([
    ['index/stats', { query: '' }],
    ['index/stats', { query: '{' }],
    ['index/volume', { query: `${all} |= "a"` }],
    ['index/volume', { query: all, aggregateBy: 'size' }],
    ['index/volume', { query: all, limit: '-1' }],
    ['index/volume_range', { query: all, step: '0' }],
    ['detected_fields', { query: `rate(${all}[1m])` }],
    ['detected_fields', { query: '' }],
    ['detected_field/level/values', { query: '{' }],
    ['query_range', { query: `${all} | line_format "{{ .a"` }],
    ['query_range', { query: `${all} | line_format "{{ nothing .a }}"` }],
  ])('refuses %s %o with the same status', async (path, parameters) => {
    const [real, own] = await pair.both(`/loki/api/v1/${path}`, { ...pair.range, ...parameters });
    expect([real.status, own.status]).toEqual([400, 400]);
  });

  it.each([
    'plain',
    '{{.service_name}}: {{ __line__ }}',
    '{{.missing}}|{{ default "none" .missing }}',
    '{{ __timestamp__ | date "2006-01-02T15:04:05.000Z07:00" }}',
    '{{ __timestamp__ | unixEpoch }} {{ __timestamp__ | unixEpochMillis }} {{ __timestamp__ | unixEpochNanos }}',
    '{{ .service_name | replace "e" "_" | ToUpper }} {{ Replace .service_name "e" "_" 1 }}',
    '{{ .service_name | trunc 2 }} {{ trunc -2 .service_name }} {{ substr 1 3 .service_name }}',
    '{{ alignRight 9 .service_name }}|{{ alignLeft 9 .service_name }}|{{ alignLeft 3 .service_name }}',
    '{{ TrimPrefix .service_name "g" }} {{ trimSuffix "y" .service_name }} {{ Trim .service_name "gr" }} {{ trim "  a " }}',
    '{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 4 }} {{ max 1 3 2 }} {{ min 3 1 }}',
    '{{ addf 1.5 2 }} {{ subf 5 2.5 }} {{ mulf 2 1.5 }} {{ divf 7 2 }} {{ round 1.255 2 }} {{ ceil 1.2 }} {{ floor 1.8 }}',
    '{{ printf "%05d|%-4s|%.1f|%q|%x|%v|%%" (int "15") "a" 1.26 "b" 255 true }}',
    '{{ regexReplaceAll "(g)(.)" .service_name "${2}-$1" }} {{ regexReplaceAllLiteral "g" .service_name "$1" }}',
    '{{ if eq .service_name "order" }}yes{{ else if eq .service_name "gateway" }}maybe{{ else }}no{{ end }}',
    '{{ if and (contains "a" .service_name) (not .missing) (hasPrefix "g" .service_name) }}all{{ end }}',
    '{{ len .service_name }} {{ lower "A" }} {{ title "a b" }} {{ repeat 3 "ab" }} {{ indent 2 "a" }} {{ nindent 2 "a" }}',
    '{{ urlencode "a b&~*()!ö" }} {{ urldecode "a%20b" }} {{ b64enc "abc" }} {{ b64dec "YWJj" }}',
    '{{ bytes "2KB" }} {{ duration "1m30s" }} {{ count "o" .service_name }} {{ hasSuffix "y" .service_name }}',
    '{{ float64 "1.5" }} {{ int "7" }} {{ 1 | add 2 }} {{ 3.5 }} {{ "a\\tb" }} {{ true }}',
    '{{ __timestamp__ }} {{ __timestamp__ | date "Mon Jan _2 15:04:05 2006 pm PM 03 3:04:05.999 MST -0700 Z07:00" }}',
    '{{ unixToTime "1673798889" }} {{ unixToTime "1673798889902" | unixEpochMillis }} {{ unixToTime "19723" }}',
    '{{ int "7.9" }} {{ int "x" }} {{ float64 "x" }} {{ add "x" 1 }} {{ maxf 1 2.5 }} {{ minf 1 2.5 }} {{ round -1.5 0 }}',
    '{{ divf 1 3 }} {{ divf 1 10000000 }} {{ 1.0 }} {{ bytes "1KiB" }} {{ duration_seconds "1ms" }} {{ len .missing }}',
    '{{ div 1 0 }}',
    '{{ unixToTime "12" }}',
    '{{ repeat -1 "a" }}',
    '{{ duration "x" }}',
    '{{ urldecode "%zz" }}',
    '{{ if gt .service_name 1 }}a{{ end }}',
    '{{ gt 2 1 }} {{ le 2 2 }} {{ ne "a" "b" }} {{ or "" "x" }}',
  ])('lines formatted by %s', async (template) => {
    const query = `${all} | line_format \`${template}\``;
    const [real, own] = await pair.both('/loki/api/v1/query_range', { ...pair.range, query, limit: '1000' });
    expect(comparable(own)).toEqual(comparable(real));
  });

  it.each([{ limit: '5' }, { limit: '1000' }, { query: '{service_name="gateway"} | json | level="warn"' }])(
    'a tail begins with the same lines: %o',
    async (parameters) => {
      const [real, own] = await Promise.all(
        pair.urls.map((url) => firstMessage(url, { query: all, start: pair.range.start, ...parameters })),
      );
      expect(own).toEqual(real);
    },
  );
});

/**
 * An answer in an order of its own, without what differs for a reason: Loki divides the bytes of a chunk over the steps of a
 * range by time, and puts the place in the template into an error.
 */
function comparable(answer: JsonObject): unknown {
  if (asObject(answer.data ?? {}).resultType === 'matrix') {
    return asArray(asObject(answer.data).result).map((one) => {
      const { metric, values } = asObject(one);
      return { metric, times: asArray(values).map((value) => asArray(value)[0]) };
    });
  }
  const without = (key: string, value: unknown): unknown => (key === '__error_details__' ? undefined : value);
  const sortedLists = Object.entries(answer).map(([key, value]) => [
    key,
    Array.isArray(value) ? ordered(value) : value,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(sortedLists), without));
}

/** A list in the order of its values, its parsers too. */
function ordered(list: readonly unknown[]): unknown[] {
  const parts = list.map((one) =>
    typeof one === 'string' || !('parsers' in asObject(one)) || asObject(one).parsers === null
      ? one
      : { ...asObject(one), parsers: asArray(asObject(one).parsers).sort() },
  );
  const key = (value: unknown): string => (typeof value === 'string' ? value : String(asObject(value).label));
  return parts.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The streams with which a tail begins, in an order of their own. */
async function firstMessage(base: string, parameters: Record<string, string>): Promise<unknown> {
  const query = new URLSearchParams(parameters).toString();
  const client = new WebSocket(`${base.replace('http', 'ws')}/loki/api/v1/tail?${query}`);
  onTestFinished(() => client.terminate());
  const [data] = (await once(client, 'message')) as [Buffer];
  const streams = asArray((JSON.parse(data.toString()) as JsonObject).streams);
  const key = (stream: unknown): string => JSON.stringify(Object.entries(asObject(asObject(stream).stream)).sort());
  return streams.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

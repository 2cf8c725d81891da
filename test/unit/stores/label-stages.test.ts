import { describe, expect, it } from 'vitest';
import { runLogQuery } from '../../../stack/stores/logs/engine/log-query.ts';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';
import { record, storeOf } from './log-samples.ts';

interface Result {
  line: string | undefined;
  labels: Record<string, string>;
}

const onEveryLine = ['detected_level', 'host_name', 'scope_name', 'scope_version'];

/** The only line of a service, with the structured metadata that is `kind`, after these stages; without what every line has. */
function run(text: string, stages: string): Result {
  const store = storeOf({ order: [record(1, text, { attributes: [attribute('kind', 'a')] })] });
  const query = parseLogQL(`{service_name="order"} ${stages}`);
  if (query.kind !== 'log') throw new Error('not a log query');
  const range = { start: epoch, end: epoch + 60n * second, limit: 10, direction: 'forward' as const };
  const [result] = runLogQuery(store, query, range);
  const labels = Object.entries(result?.stream ?? {}).filter(([name]) => !onEveryLine.includes(name));
  return { line: result?.values[0]?.[1], labels: Object.fromEntries(labels) };
}

const base = { service_name: 'order', kind: 'a' };

describe('regexp', () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'GET /a 200',
      '(?P<method>\\\\w+) (?P<path>\\\\S+)( (?P<status>\\\\d+))?',
      { method: 'GET', path: '/a', status: '200' },
    ],
    ['at GET /a', '(?P<method>[A-Z]+) (?P<path>\\\\S+)( (?P<status>\\\\d+))?', { method: 'GET', path: '/a' }],
    ['nothing', '(?P<digits>\\\\d+)', {}],
    ['x=1', '(?P<kind>x)=(?P<service_name>1)', { kind_extracted: 'x', service_name_extracted: '1' }],
  ])('of %j by %s', (text, pattern, fields) => {
    expect(run(text, `| regexp "${pattern}"`).labels).toEqual({ ...base, ...fields });
  });

  it('does not backtrack', () => {
    expect(run('ab'.repeat(50_000), '| regexp "(?P<x>(.|.)+!)"').labels).toEqual(base);
  });
});

// What Loki's documentation and its own tests have: https://grafana.com/docs/loki/latest/query/log_queries/#pattern
describe('pattern', () => {
  it.each<[string, string, Record<string, string>]>([
    ['foo buzz bar', 'foo <x> bar', { x: 'buzz' }],
    ['foo buzz bar', 'foo <x> bar<y>', { x: 'buzz' }],
    [' bar ', '<x>bar<y>', { x: ' ', y: ' ' }],
    ['GET /a 200', '<method> <_> <status>', { method: 'GET', status: '200' }],
    ['/a/b', '<path>?<query>', { path: '/a/b' }],
    ['a msg="b" c', '<_> msg="<msg>" <rest>', { msg: 'b', rest: 'c' }],
    ['x foo 1', 'foo <n>', {}],
    ['<1_> x', '<1_> <y>', { y: 'x' }],
    ['a 1', '<kind> <service_name>', { kind_extracted: 'a', service_name_extracted: '1' }],
  ])('of %j by %s', (text, pattern, fields) => {
    expect(run(text, `| pattern \`${pattern}\``).labels).toEqual({ ...base, ...fields });
  });
});

describe('unpack', () => {
  it.each<[string, Result]>([
    [
      '{"pod":"p","n":1,"kind":"b","_entry":"the line"}',
      { line: 'the line', labels: { ...base, pod: 'p', kind_extracted: 'b' } },
    ],
    ['{"pod":"p"}', { line: '{"pod":"p"}', labels: base }],
  ])('%s', (text, result) => {
    expect(run(text, '| unpack')).toEqual(result);
  });

  it.each(['text', '{"a":', '["a"]'])('keeps %j, with an error', (text) => {
    expect(run(text, '| unpack')).toMatchObject({ line: text, labels: { __error__: 'JSONParserErr' } });
  });
});

describe('label_format', () => {
  it.each<[string, Record<string, string>]>([
    ['| label_format sort=kind', { service_name: 'order', sort: 'a' }],
    ['| label_format sort=missing', base],
    ['| label_format kind=service_name', { kind: 'order' }],
    ['| label_format kind="{{.service_name}}-{{.kind}}"', { service_name: 'order', kind: 'order-a' }],
    ['| label_format kind="b", sort="{{.kind}}"', { service_name: 'order', kind: 'b', sort: 'a' }],
    ['| label_format kind=""', { service_name: 'order' }],
    ['| label_format x="b" | logfmt', { ...base, x: 'b' }],
    ['| label_format service_name="b" | service_name="b"', { service_name: 'b', kind: 'a' }],
    ['| label_format service_name="b" | service_name="order"', {}],
  ])('%s', (stages, labels) => {
    expect(run('x=1', stages).labels).toEqual(labels);
  });

  it('keeps a line whose template fails, with the error', () => {
    const failed = { __error__: 'TemplateFormatErr', __error_details__: 'division by zero' };
    expect(run('x', '| label_format n="{{ div 1 0 }}", m="1"').labels).toEqual({ ...base, ...failed, m: '1' });
  });
});

describe('drop and keep', () => {
  it.each<[string, Record<string, string>]>([
    ['| drop kind', { service_name: 'order' }],
    ['| drop service_name, missing', { kind: 'a' }],
    ['| drop kind="b", service_name=~"o.*"', { kind: 'a' }],
    ['| drop kind | kind="a"', {}],
    ['| logfmt | drop x', base],
    ['| logfmt | drop x | logfmt', base],
    ['| logfmt | drop x | label_format x="2"', { ...base, x: '2' }],
    ['| drop x | logfmt', { ...base, x: '1' }],
    ['| json | drop __error__, __error_details__', base],
    [
      '| json | drop __error__="other"',
      { ...base, __error__: 'JSONParserErr', __error_details__: expect.any(String) as string },
    ],
    ['| logfmt | keep x', { x: '1' }],
    ['| logfmt | keep x, kind!="a"', { x: '1' }],
    ['| logfmt | keep kind=~"a|b"', { kind: 'a' }],
    ['| json | keep x', { __error__: 'JSONParserErr', __error_details__: expect.any(String) as string }],
  ])('%s', (stages, labels) => {
    expect(run('x=1', stages).labels).toEqual(labels);
  });

  it('give lines with equal labels one stream', () => {
    const store = storeOf({ order: [record(1, 'n=1'), record(2, 'n=2')] });
    const query = parseLogQL('{service_name="order"} | logfmt | drop n');
    if (query.kind !== 'log') throw new Error('not a log query');
    const range = { start: epoch, end: epoch + 60n * second, limit: 10, direction: 'forward' as const };
    expect(runLogQuery(store, query, range).map(({ values }) => values.length)).toEqual([2]);
  });
});

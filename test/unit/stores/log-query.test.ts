import { describe, expect, it } from 'vitest';
import { runLogQuery, type StreamResult } from '../../../stack/stores/logs/engine/log-query.ts';
import { parseLogfmt } from '../../../stack/stores/logs/engine/logfmt-stage.ts';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { record, storeOf } from './log-samples.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';

const store = storeOf({
  order: [
    record(1, 'placed order 1', {
      severityText: 'INFO',
      attributes: [attribute('order.id', '1'), attribute('took', '15ms')],
    }),
    record(2, '{"msg":"slow","took":1.5,"user":{"id":"u-1","tags":["a"]},"service_name":"json","gone":null}'),
    record(3, 'level=warn msg="two words" size=2KB took=2s empty= flag', { traceId: 'ab'.repeat(16) }),
    record(4, '{"msg":"broken"', { severityNumber: 17 }),
  ],
  payment: [record(2.5, 'charged order 1'), record(5, 'refused\norder 2')],
});

function run(query: string, more: Partial<Parameters<typeof runLogQuery>[2]> = {}): StreamResult[] {
  const parsed = parseLogQL(query);
  if (parsed.kind !== 'log') throw new Error('not a log query');
  const range = { start: epoch, end: epoch + 60n * second, limit: 100, direction: 'forward' as const, ...more };
  return runLogQuery(store, parsed, range);
}

/** The seconds at which the found lines were written. */
function times(query: string, more: Partial<Parameters<typeof runLogQuery>[2]> = {}): number[] {
  return run(query, more)
    .flatMap(({ values }) => values.map(([time]) => Number(BigInt(time) - epoch) / 1e9))
    .sort((a, b) => a - b);
}

describe('runLogQuery', () => {
  it.each<[string, number[]]>([
    ['{service_name="order"}', [1, 2, 3, 4]],
    ['{service_name=~"pay.*"}', [2.5, 5]],
    ['{service_name=~"pay"}', []],
    ['{service_name=~".+", service_name!="order"}', [2.5, 5]],
    ['{service_name=~".+", service_name!~"ord.*"}', [2.5, 5]],
    ['{service_name=~".+", missing=""}', [1, 2, 2.5, 3, 4, 5]],
    ['{service_name=~".+"} |= "order"', [1, 2.5, 5]],
    ['{service_name=~".+"} |= "order" != "placed"', [2.5, 5]],
    ['{service_name=~".+"} |= "placed" or "charged"', [1, 2.5]],
    ['{service_name=~".+"} != "order" or "took"', [4]],
    ['{service_name=~".+"} |~ "order \\\\d$"', [1, 2.5, 5]],
    ['{service_name=~".+"} |~ "ORDER"', []],
    ['{service_name=~".+"} |~ "(?i)ORDER"', [1, 2.5, 5]],
    ['{service_name=~".+"} |~ "refused.order"', []],
    ['{service_name=~".+"} !~ "order|took"', [4]],
    [`{service_name=~".+"} | trace_id="${'ab'.repeat(16)}"`, [3]],
    ['{service_name=~".+"} | order_id="1"', [1]],
    ['{service_name=~".+"} | order_id!=""', [1]],
    ['{service_name=~".+"} | order_id=~"[12]"', [1]],
    ['{service_name=~".+"} | order_id >= 1', [1]],
    ['{service_name=~".+"} | order_id > 1', []],
    ['{service_name=~".+"} | detected_level="error"', [4]],
    ['{service_name=~".+"} | took < 20ms', [1]],
    ['{service_name="order"} | json | __error__="" | took > 1', [2]],
    ['{service_name="order"} | json | took > 1', [1, 2, 3, 4]],
    ['{service_name="order"} | json | __error__="JSONParserErr"', [1, 3, 4]],
    ['{service_name="order"} | json | user_id="u-1"', [2]],
    ['{service_name="order"} | json id="user.id", tag="user.tags[0]" | id="u-1" and tag="a"', [2]],
    ['{service_name="order"} | json | service_name_extracted="json"', [2]],
    ['{service_name="order"} | logfmt | size > 1KiB', [3]],
    ['{service_name="order"} | logfmt | took_extracted="2s" or took="2s"', [3]],
    ['{service_name="order"} | logfmt m="msg" | m="two words"', [3]],
    ['{service_name="order"} | logfmt | msg > 1', [3]],
    ['{service_name="order"} | logfmt | msg > 1 | __error__=""', []],
    ['{service_name="order"} | logfmt --strict | __error__=""', [1, 3]],
  ])('%s', (query, expected) => {
    expect(times(query)).toEqual(expected);
  });

  it('shows index labels, structured metadata and parsed fields together, as Loki does', () => {
    expect(run('{service_name="order"} |= "two words" | logfmt')).toEqual([
      {
        stream: {
          detected_level: 'warn',
          host_name: 'a',
          level: 'warn',
          msg: 'two words',
          scope_name: 'pino',
          scope_version: '9',
          service_name: 'order',
          size: '2KB',
          took: '2s',
          trace_id: 'ab'.repeat(16),
        },
        values: [[String(epoch + 3n * second), 'level=warn msg="two words" size=2KB took=2s empty= flag']],
      },
    ]);
  });

  it('does not take what every object inherits for a label', () => {
    const odd = storeOf({
      order: [record(1, '{"toString":"json"}', { attributes: [attribute('constructor', 'mine')] })],
    });
    const query = '{service_name="order", hasOwnProperty=""} | json | valueOf="" | toString="json"';
    const parsed = parseLogQL(query);
    if (parsed.kind !== 'log') throw new Error('not a log query');
    const found = runLogQuery(odd, parsed, { start: epoch, end: epoch + 60n * second, limit: 1, direction: 'forward' });
    expect(found).toMatchObject([{ stream: { constructor: 'mine', toString: 'json' } }]);
  });

  it('keeps the limit over all streams, from the end that the direction says', () => {
    const all = '{service_name=~".+"}';
    expect(times(all, { limit: 3 })).toEqual([1, 2, 2.5]);
    expect(times(all, { limit: 3, direction: 'backward' })).toEqual([3, 4, 5]);
    const backward = run('{service_name="payment"}', { direction: 'backward' });
    expect(backward.flatMap(({ values }) => values.map(([, line]) => line))).toEqual([
      'refused\norder 2',
      'charged order 1',
    ]);
  });

  it('includes the start and leaves the end out', () => {
    const range = { start: epoch + 2n * second, end: epoch + 4n * second };
    expect(times('{service_name="order"}', range)).toEqual([2, 3]);
  });

  it('puts lines with equal labels into one stream', () => {
    expect(run('{service_name="payment"}').map(({ values }) => values.length)).toEqual([2]);
    expect(run('{service_name="order"}')).toHaveLength(4);
  });
});

describe('parseLogfmt', () => {
  it('reads pairs, quotes with escapes, and keys alone', () => {
    expect(parseLogfmt('a=1 b="x \\"y\\" = z" c d= é=ü').pairs).toEqual([
      ['a', '1'],
      ['b', 'x "y" = z'],
      ['c', ''],
      ['d', ''],
      ['é', 'ü'],
    ]);
  });

  it('passes over what is no pair and says where it was', () => {
    expect(parseLogfmt('a=1 "loose" b="open c=2')).toEqual({
      pairs: [
        ['a', '1'],
        ['c', '2'],
      ],
      problem: 'logfmt syntax error at pos 4',
    });
  });
});

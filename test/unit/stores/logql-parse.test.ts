import { describe, expect, it } from 'vitest';
import { parseLogQL, parseSelector } from '../../../stack/stores/logs/logql/parse.ts';
import { unquote } from '../../../stack/stores/logs/logql/string-literal.ts';

describe('parseLogQL', () => {
  it('reads a log query with each kind of stage', () => {
    const query = parseLogQL(
      '{a="b", c!~"d.*"} |= "x" or `y\\d` != "z" | json n="p.q[0]", m | logfmt --strict | n > 1.5 or m = "w" and d <= 1m30s',
    );
    expect(query).toEqual({
      kind: 'log',
      matchers: [
        { name: 'a', op: '=', value: 'b' },
        { name: 'c', op: '!~', value: 'd.*' },
      ],
      stages: [
        { stage: 'line-filter', op: '|=', alternatives: ['x', 'y\\d'] },
        { stage: 'line-filter', op: '!=', alternatives: ['z'] },
        {
          stage: 'json',
          extractions: [
            { label: 'n', from: 'p.q[0]' },
            { label: 'm', from: 'm' },
          ],
        },
        { stage: 'logfmt', extractions: [], strict: true, keepEmpty: false },
        {
          stage: 'label-filter',
          predicate: {
            kind: 'or',
            left: { kind: 'compare', name: 'n', op: '>', unit: 'number', value: 1.5 },
            right: {
              kind: 'and',
              left: { kind: 'match', matcher: { name: 'm', op: '=', value: 'w' } },
              right: { kind: 'compare', name: 'd', op: '<=', unit: 'duration', value: 90e9 },
            },
          },
        },
      ],
    });
  });

  it('reads parentheses, commas, bytes and negative numbers in label filters', () => {
    const query = parseLogQL('{a="b"} | (x="1" or y="2"), size >= 2KB | n == -5');
    expect(query).toMatchObject({
      stages: [
        {
          predicate: {
            kind: 'and',
            left: { kind: 'or' },
            right: { unit: 'bytes', op: '>=', value: 2000 },
          },
        },
        { predicate: { op: '==', value: -5 } },
      ],
    });
  });

  it('reads aggregations, ranges and offsets', () => {
    expect(parseLogQL('topk by (a, b) (3, count_over_time({a="b"} |= "x" [5m] offset 1h))')).toEqual({
      kind: 'aggregate',
      operator: 'topk',
      parameter: 3,
      grouping: { without: false, labels: ['a', 'b'] },
      operand: {
        kind: 'range',
        function: 'count_over_time',
        query: {
          kind: 'log',
          matchers: [{ name: 'a', op: '=', value: 'b' }],
          stages: [{ stage: 'line-filter', op: '|=', alternatives: ['x'] }],
        },
        range: 300_000_000_000n,
        offset: 3_600_000_000_000n,
      },
    });
    expect(parseLogQL('sum(rate({a="b"}[1m])) without (c)')).toMatchObject({
      grouping: { without: true, labels: ['c'] },
    });
    expect(parseLogQL('max(rate(({a="b"} |= "c")[1m]))')).toMatchObject({
      operand: { query: { stages: [{ alternatives: ['c'] }] } },
    });
  });

  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 * 2 + 3', '((1 * 2) + 3)'],
    ['8 - 2 - 1', '((8 - 2) - 1)'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['2 * 3 ^ 2', '(2 * (3 ^ 2))'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['6 / (3 - 1)', '(6 / (3 - 1))'],
    ['1 + 1 > 3 - 2', '((1 + 1) > (3 - 2))'],
    ['-5 + 2', '(-5 + 2)'],
    ['1 > bool 2', '(1 >bool 2)'],
  ])('binds %s as %s', (query, expected) => {
    const show = (expr: ReturnType<typeof parseLogQL>): string => {
      if (expr.kind === 'number') return String(expr.value);
      if (expr.kind !== 'binary') throw new Error(expr.kind);
      return `(${show(expr.left)} ${expr.op}${expr.bool ? 'bool' : ''} ${show(expr.right)})`;
    };
    expect(show(parseLogQL(query))).toBe(expected);
  });

  it('ignores comments', () => {
    expect(parseLogQL('{a="b"} # why\n |= "x"')).toMatchObject({ stages: [{ alternatives: ['x'] }] });
  });

  it.each([
    ['', 'parse error at line 1, col 1: syntax error: unexpected $end'],
    ['{a="b" |= "x"', 'parse error at line 1, col 8: syntax error: unexpected |='],
    ['{a="b"}\n| json\n| x >', 'parse error at line 3, col 6: syntax error: unexpected $end'],
    ['{a.b="c"}', 'parse error at line 1, col 3: syntax error: unexpected .'],
    ['foo', 'parse error at line 1, col 1: syntax error: unexpected foo'],
    ['{}', 'queries require at least one regexp or equality matcher'],
    ['{a=~".*", b!="c"}', 'queries require at least one regexp or equality matcher'],
    ['{a=~"("}', 'parse error at line 1, col 2: error parsing regexp'],
    ['{a="b"} |~ "(?=x)"', 'parse error at line 1, col 9: error parsing regexp: invalid or unsupported Perl syntax'],
    ['{a="b"} |= "\\q"', 'parse error at line 1, col 12: invalid char escape \\q'],
    ['{a="b"} | decolorize', 'parse error at line 1, col 9: the stage decolorize is not supported'],
    ['{a="b"} | regexp "(a)"', 'at least one named capture must be supplied'],
    ['{a="b"} | regexp "(?P<1a>a)"', "invalid extracted label name '1a'"],
    ['{a="b"} | regexp "(?P<a>a)(?P<a>b)"', 'error parsing regexp'],
    ['{a="b"} | regexp "("', 'error parsing regexp'],
    ['{a="b"} | pattern "<_> a"', 'at least one capture is required'],
    ['{a="b"} | pattern "<a><b>"', "found consecutive capture '<a><b>'"],
    ['{a="b"} | pattern "<a> <a>"', 'duplicate capture name (a)'],
    ['{a="b"} | label_format a=b, a="c"', "multiple label name 'a' not allowed in a single format operation"],
    ['{a="b"} | label_format __error__="c"', '__error__ cannot be formatted'],
    ['{a="b"} | label_format c="{{"', 'parse error at line 1, col 24: template: unclosed action'],
    ['{a="b"} | drop c=~"("', 'error parsing regexp'],
    ['{a="b"} |> "<_>x"', 'the pattern filter |> is not supported'],
    ['{a="b"} |= ip("1.2.3.4")', 'ip() in a line filter is not supported'],
    ['{a="b"} | addr = ip("1.2.3.4")', 'is not supported'],
    ['sum_over_time({a="b"} | unwrap x [1m])', 'the function sum_over_time is not supported'],
    ['rate({a="b"} | unwrap x [1m])', 'unwrap is not supported'],
    ['stddev(rate({a="b"}[1m]))', 'the aggregation stddev is not supported'],
    ['topk(rate({a="b"}[1m]))', 'parameter required for operation topk'],
    ['sum(3, rate({a="b"}[1m]))', 'unsupported parameter for operation sum'],
    ['label_replace(vector(1), "a", "b", "c", "d")', 'is not supported'],
    ['rate({a="b"}[1m]) and rate({a="b"}[1m])', 'the operator and is not supported'],
    ['rate({a="b"}[1m]) / on (a) rate({a="b"}[1m])', 'vector matching is not supported'],
  ])('refuses %j', (query, message) => {
    expect(() => parseLogQL(query)).toThrow(message);
  });
});

it.each([
  ['parentheses', `{a="b"} | ${'('.repeat(1_000)}c=1${')'.repeat(1_000)}`, 'nested more than 500 levels deep'],
  ['operators', `${'1 + '.repeat(10_000)}1`, 'nested more than 500 levels deep'],
  ['text', `{a="b"}${' |= "x"'.repeat(20_000)}`, 'input size too long (140007 > 131072)'],
])('parseLogQL refuses too many %s', (_, query, message) => {
  expect(() => parseLogQL(query)).toThrow(message);
});

describe('parseSelector', () => {
  it('takes a selector and nothing else', () => {
    expect(parseSelector('{a="b"}')).toEqual([{ name: 'a', op: '=', value: 'b' }]);
    expect(() => parseSelector('{a="b"} |= "x"')).toThrow('a stream selector such as');
    expect(() => parseSelector('rate({a="b"}[1m])')).toThrow('a stream selector such as');
  });
});

describe('unquote', () => {
  it.each([
    ['"a\\tb\\"c\\\\"', 'a\tb"c\\'],
    ['"\\u00e9\\x41\\101"', 'éAA'],
    ['`a\\tb`', 'a\\tb'],
  ])('%s', (literal, text) => {
    expect(unquote(literal)).toBe(text);
  });
});

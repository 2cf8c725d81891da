import { describe, expect, test } from 'vitest';
import { decidersOf } from '../../../../../check/analysis/sampling/trace-votes.ts';
import { SentSpans } from '../../../../../check/run/traces/sent-spans.ts';
import { TraceFates, type TraceFate } from '../../../../../check/run/traces/trace-fates.ts';
import { type ExampleSpan, sentSpans } from './example-spans.ts';
import { collectorOf } from '../../findings/example-inputs.ts';

const traceId = Buffer.alloc(16, 1);

/** The fates after a trace of these spans. */
function fatesOf(collector: Parameters<typeof collectorOf>[0], spans: readonly ExampleSpan[] = []): TraceFates {
  const sent = new SentSpans();
  for (const { resource, record } of sentSpans(traceId, spans)) sent.add(resource, record);
  return new TraceFates(sent, decidersOf(collectorOf(collector)));
}

/** The fate of a trace of these spans, of the class `error` by default. */
const fate = (...[collector, spans, name = 'error']: [...Parameters<typeof fatesOf>, name?: string]): TraceFate =>
  fatesOf(collector, spans).of(traceId, name);

const errors = '{name: err, type: status_code, status_code: {status_codes: [ERROR]}}';
const only = (service: string): string =>
  `{name: svc, type: string_attribute, string_attribute: {key: service.name, values: [${service}]}}`;
const both = (...inner: string[]): string => `{name: errors, type: and, and: {and_sub_policy: [${inner.join(', ')}]}}`;
const drop = (...inner: string[]): string =>
  `{name: noise, type: drop, drop: {drop_sub_policy: [${inner.join(', ')}]}}`;

describe('a policy for errors', () => {
  test('applies to every error, or only to those of its service', () => {
    const spans = [{ service: 'catalog', error: true }];
    expect(fate({ policies: errors }, spans).isInScope).toBe(true);
    expect(fate({ policies: both(only('catalog'), errors) }, spans).isInScope).toBe(true);
    expect(fate({ policies: both(only('orders'), errors) }, spans).isInScope).toBe(false);
  });

  test('with a probability applies to what it would have chosen from', () => {
    const some = '{name: p, type: probabilistic, probabilistic: {sampling_percentage: 10}}';
    expect(fate({ policies: both(errors, some) }, [{ error: true }]).isInScope).toBe(true);
  });

  test('does not apply to slow traces, and a policy for latency does', () => {
    expect(fate({ policies: errors }, [{ ms: 5000 }], 'slow').isInScope).toBe(false);
    expect(fate({ policies: '{name: l, type: latency, latency: {threshold_ms: 1000}}' }, [{}], 'slow').isInScope).toBe(
      true,
    );
  });
});

test('a kept trace has a server error or that of a client, where a policy keeps any error', () => {
  const status = (code: number): ExampleSpan => ({ attributes: { 'http.response.status_code': code }, error: true });
  const any = { policies: errors };
  expect(fatesOf(any, [{}, status(404)]).hasServerError(traceId, 'client-error')).toBe(false);
  expect(fatesOf(any, [status(404), status(503)]).hasServerError(traceId, 'error')).toBe(true);
  expect(fatesOf(any, [{ error: true }]).hasServerError(traceId, 'error')).toBe(true);
  expect(fatesOf(any, [status(503)]).hasServerError(traceId, 'slow')).toBeUndefined();
  const latency = { policies: '{name: l, type: latency, latency: {threshold_ms: 1000}}' };
  expect(fatesOf(latency, [status(503)]).hasServerError(traceId, 'error')).toBeUndefined();
});

describe('a lost trace', () => {
  const route = (value: string): string =>
    `{name: r, type: string_attribute, string_attribute: {key: http.route, values: ["${value}"]}}`;
  const spans = [{ attributes: { 'http.route': '/orders', 'http.response.status_code': 500 }, error: true }, {}];

  test.each([
    ['another route', drop(route('/healthz')), []],
    ['its route', drop(route('/orders')), ['noise']],
    [
      'its route, and a status that it has not',
      drop(
        route('/orders'),
        '{name: n, type: numeric_attribute, numeric_attribute: {key: http.response.status_code, min_value: 200, max_value: 299}}',
      ),
      [],
    ],
    [
      'all routes but one',
      drop(
        '{name: r, type: string_attribute, string_attribute: {key: http.route, values: [/pay], invert_match: true}}',
      ),
      ['noise'],
    ],
    [
      'a pattern of routes',
      drop(
        '{name: r, type: string_attribute, string_attribute: {key: http.route, values: ["^/ord"], enabled_regex_matching: true}}',
      ),
      ['noise'],
    ],
    [
      'not errors',
      drop(
        '{name: r, type: not, not: {not_sub_policy: {name: e, type: status_code, status_code: {status_codes: [ERROR]}}}}',
      ),
      [],
    ],
    [
      'what OTTL compares',
      drop(
        '{name: o, type: ottl_condition, ottl_condition: {span: [\'attributes["http.route"] == "/orders" and not (status.code == STATUS_CODE_OK)\']}}',
      ),
      ['noise'],
    ],
    [
      'what OTTL matches, but of another service',
      drop(
        '{name: o, type: ottl_condition, ottl_condition: {span: [\'IsMatch(span.attributes["http.route"], "^/ord") and resource.attributes["service.name"] != "shop"\']}}',
      ),
      [],
    ],
    [
      'what is not evaluated here',
      drop("{name: o, type: ottl_condition, ottl_condition: {span: ['Hour(Now()) > 3']}}"),
      ['noise'],
    ],
  ])('meets the conditions of a drop policy for %s: %#', (_, policy, drops) => {
    expect(fate({ policies: `${errors}\n${policy}` }, spans).drops).toEqual(drops);
  });

  test('meets the conditions of a filter', () => {
    const filter = (condition: string): Parameters<typeof collectorOf>[0] => ({
      policies: errors,
      before: 'filter/noise,',
      processors: `filter/noise: {traces: {span: ['${condition}']}}`,
    });
    expect(fate(filter('attributes["http.route"] == "/orders"'), spans).drops).toEqual(['filter/noise']);
    expect(fate(filter('attributes["http.route"] == "/healthz"'), spans).drops).toEqual([]);
  });
});

describe('the spans of a complete trace are needed', () => {
  test.each([
    ['error', true],
    ['slow', true],
    ['normal', false],
    ['payment', false],
  ])('if policies are evaluated on them: of the class %s %s', (name, isNeeded) => {
    expect(fatesOf({ policies: both(only('catalog'), errors) }).needsSpans(name)).toBe(isNeeded);
  });

  test('if a policy keeps any error, whose kind is then counted', () => {
    expect(fatesOf({ policies: errors }).needsSpans('client-error')).toBe(true);
    expect(fatesOf({ policies: only('orders') }).needsSpans('client-error')).toBe(false);
  });

  test('if a drop policy or a filter may concern any trace', () => {
    expect(fatesOf({ policies: drop(only('orders')) }).needsSpans('normal')).toBe(true);
    const filter = { before: 'filter,', processors: 'filter: {traces: {span: [\'name == "x"\']}}' };
    expect(fatesOf({ policies: errors, ...filter }).needsSpans('normal')).toBe(true);
  });
});

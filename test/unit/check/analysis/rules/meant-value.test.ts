import { expect, test } from 'vitest';
import { meantValue } from '../../../../../check/analysis/rules/meant-value.ts';
import { parseExpression, selectorsOf } from '../../../../../check/analysis/rules/promql/expression.ts';

/** The corrected selector, and the hint. */
function corrected(selector: string, values: readonly string[]): { to: string; hint: string | undefined } | undefined {
  const parsed = parseExpression(selector);
  const matcher = parsed && selectorsOf(parsed)[0]?.matchers[0];
  const meant = matcher && meantValue(matcher, values);
  return meant && { to: selector.replace(meant.replacement.from, meant.replacement.to), hint: meant.hint };
}

const codes = ['200', '404', '503'];
const buckets = ['+Inf', '0.005', '0.01', '0.25', '0.5', '1', '2.5'];

test.each([
  ['up{code="5xx"}', codes, 'up{code=~"5.."}'],
  ['up{code=~"4XX"}', codes, 'up{code=~"4.."}'],
  ['up{le="0.3"}', buckets, 'up{le="0.25"}'],
  ['up{le="1.2"}', buckets, 'up{le="1"}'],
  ['up{le="9"}', buckets, 'up{le="2.5"}'],
  ['up{service="paymnt"}', ['order', 'payment'], 'up{service="payment"}'],
  ['up{status="ERROR"}', ['STATUS_CODE_ERROR'], 'up{status="STATUS_CODE_ERROR"}'],
])('%s', (selector, values, expected) => {
  const found = corrected(selector, values);
  expect(found?.to).toBe(expected);
  // The hint names what is written.
  expect(found?.hint).toContain(expected.slice(3, -1));
});

test.each([
  ['up{code!~"5xx"}', codes],
  ['up{le=~"0.3"}', buckets],
  ['up{le="0.3"}', ['+Inf']],
  ['up{service="billing"}', ['order', 'payment']],
  ['up{code="204"}', codes],
])('%s means nothing else among %j', (selector, values) => {
  expect(corrected(selector, values)).toBeUndefined();
});

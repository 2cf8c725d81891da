import { escapeRegExp } from '../../../lib/escape-regexp.ts';
import { nearest } from '../../../lib/nearest.ts';
import type { Matcher } from './promql/expression.ts';
import type { Reason } from './reason.ts';

/** What a matcher was probably meant to be, given the values that its label has. */
export type MeantValue = Required<Pick<Reason, 'hint' | 'replacement'>>;

/** Of a matcher that no series meets; undefined where no value is near. */
export function meantValue(matcher: Matcher, values: readonly string[]): MeantValue | undefined {
  return codesOfClass(matcher, values) ?? nearestBound(matcher, values) ?? nearestName(matcher, values);
}

/** Of a matcher for `5xx`, where its label has single codes. */
export function codesOfClass(
  { label, value, operator, text }: Matcher,
  values: readonly string[],
): MeantValue | undefined {
  const first = /^([1-5])xx$/i.exec(value)?.[1];
  if (first === undefined || operator.startsWith('!') || !values.every((one) => /^\d{3}$/.test(one))) return undefined;
  return instead(text, `${label}=~"${first}.."`, `Write ${label}=~"${first}..".`);
}

/** A bucket or quantile that does not exist: the one nearest to it. */
function nearestBound({ label, value, operator, text }: Matcher, values: readonly string[]): MeantValue | undefined {
  if ((label !== 'le' && label !== 'quantile') || operator !== '=' || value === '') return undefined;
  const distance = (other: string): number => Math.abs(Number(other) - Number(value));
  const [near] = values.filter((one) => Number.isFinite(distance(one))).sort((a, b) => distance(a) - distance(b));
  return near === undefined ? undefined : instead(text, `${label}="${near}"`, `The nearest is ${label}="${near}".`);
}

function nearestName({ label, value, operator, text }: Matcher, values: readonly string[]): MeantValue | undefined {
  const near = operator === '=' ? values.find((one) => isNear(value, one)) : undefined;
  if (near === undefined) return undefined;
  return instead(text, `${label}="${near}"`, `Use ${label}="${near}" if that is what you meant.`);
}

function instead(text: string, to: string, hint: string): MeantValue {
  return { hint, replacement: { from: new RegExp(escapeRegExp(text), 'g'), to } };
}

/** Whether an existing value was probably meant: `STATUS_CODE_ERROR` by `ERROR`, `payment` by `paymnt`. */
function isNear(asked: string, there: string): boolean {
  const [a, b] = [asked.toLowerCase(), there.toLowerCase()];
  if (a.length < 3 || /^\d+$/.test(a)) return false;
  return b.includes(a) || a.includes(b) || nearest(a, [b]) !== undefined;
}

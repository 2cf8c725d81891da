import { editDistance } from '../../../lib/nearest.ts';
import { explainMissingMetric, fromFirstFailure, type Known } from './missing-metric.ts';
import type { Selector } from './promql/expression.ts';
import { type Reason, severities } from './reason.ts';

/** Why a selector without the name of a metric, such as `{__name__=~"otelcol_.*"}` or `{job="api"}`, matches no series. */
export function explainMissingPattern({ text, matchers }: Selector, known: Known): Reason {
  const pattern = matchers.find(({ label }) => label === '__name__')?.value.replace(/^\^/, '');
  if (pattern === undefined) return noMatch(text, 'nothing in this traffic has these labels');
  if (fromFirstFailure.test(pattern)) {
    return noMatch(text, 'the Collector has this counter only after a failure, and this check had none');
  }
  if (/^otelcol_(receiver|processor|exporter|connector)_/.test(pattern)) {
    const shared = 'no component of this Collector counts it';
    return { ...noMatch(text, shared), shared };
  }
  const names = pattern.replace(/^\(?(?:\?:)?|\)?\$?$/g, '').split('|');
  if (names.every((name) => /^[\w:]+$/.test(name))) return ofNames(text, names, known);
  const [family] = /^[a-z]+_/.exec(pattern) ?? [];
  const near = family === undefined ? undefined : nearFamily(family, known.names);
  if (near === undefined) return noMatch(text, 'nothing in this traffic has such a name');
  return { severity: 'error', message: `No series matches ${text}, but names with ${near} exist.`, evidence: [] };
}

function noMatch(text: string, why: string): Reason {
  return { severity: 'info', message: `No series matches ${text}: ${why}.`, evidence: [] };
}

/** One of several names is enough, so the least severe reason counts: such a list often has old and new names. */
function ofNames(text: string, names: readonly string[], known: Known): Reason {
  const reasons = names.map((name) => explainMissingMetric(name, known));
  const lightest = Math.max(...reasons.map(({ severity }) => severities.indexOf(severity)));
  const reason = reasons.find(({ severity }) => severities.indexOf(severity) === lightest);
  return reason ? { ...reason, message: `No series matches ${text}. ${reason.message}` } : noMatch(text, 'it is empty');
}

/** An existing first word of names that differs by a letter or two. */
function nearFamily(family: string, names: readonly string[]): string | undefined {
  const there = new Set(names.map((name) => `${name.split('_', 1).join('')}_`));
  if (family.length < 6 || there.has(family)) return undefined;
  return [...there].find((one) => editDistance(one, family) <= 2);
}

import { formatLabels } from '../../../lib/format/labels.ts';
import { nearest } from '../../../lib/nearest.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import { explainMissingMetric, explainMissingPattern } from './missing-metric.ts';
import { replacedLabels } from './nearest-metrics.ts';
import type { Matcher, Selector } from './promql/expression.ts';
import type { Reason } from './reason.ts';
import type { RunQueries } from './run-queries.ts';

type Labels = Record<string, string>;

/** Labels that select one of many scrape targets in production; a check has only its own. */
const targetLabels = new Set([
  'job',
  'instance',
  'namespace',
  'cluster',
  'pod',
  'container',
  'env',
  'environment',
  'region',
]);

/** Why a selector matches no series of the run; undefined where it matches some. */
export async function explainSelector(
  selector: Selector,
  queries: RunQueries,
  rules: readonly Rule[],
): Promise<Reason | undefined> {
  if ((await queries.series(selector.text)).length > 0) return undefined;
  const { metric } = selector;
  if (metric === undefined) {
    const pattern = selector.matchers.find(({ label }) => label === '__name__')?.value ?? '';
    return explainMissingPattern(selector.text, pattern);
  }
  const named = await queries.series(`{__name__=${JSON.stringify(metric)}}`);
  if (named.length === 0) return explainMissingMetric(metric, await queries.metricNames(), rules);
  return explainMatchers({ ...selector, metric }, named, queries);
}

/** The metric exists, but not with these labels: which matcher excludes it, and what exists instead. */
async function explainMatchers(
  selector: Selector & { metric: string },
  named: Labels[],
  queries: RunQueries,
): Promise<Reason> {
  const { metric, matchers } = selector;
  for (const matcher of matchers) {
    const alone = await queries.series(`{__name__=${JSON.stringify(metric)},${matcher.text}}`);
    if (alone.length === 0) return explainMatcher(matcher, metric, named);
  }
  const texts = matchers.map(({ text }) => text);
  return {
    severity: 'error',
    message: `No series of ${metric} has all of ${texts.join(', ')}; each of them exists with other labels.`,
    evidence: [{ label: 'labels', text: formatLabels(named[0] ?? {}) }],
  };
}

function explainMatcher(matcher: Matcher, metric: string, named: Labels[]): Reason {
  const { label, value, text } = matcher;
  const labels = [...new Set(named.flatMap((series) => Object.keys(series)))]
    .filter((name) => name !== '__name__')
    .sort();
  const values = [...new Set(named.flatMap((series) => series[label] ?? []))].sort();
  if (values.length === 0) {
    const renamed = replacedLabels[label];
    const near = renamed !== undefined && labels.includes(renamed) ? renamed : nearest(label, labels);
    return {
      severity: 'error',
      message: `No series of ${metric} has the label ${label}${near === undefined ? '' : `; it has ${near}`}.`,
      ...(near === undefined ? {} : { hint: `Use ${near} if that is what you meant.` }),
      evidence: [{ label: `labels of ${metric}`, text: labels.join(', ') }],
    };
  }
  const shown = values.slice(0, 8).join(', ') + (values.length > 8 ? ` and ${values.length - 8} more` : '');
  const near = matcher.operator === '=' ? values.find((one) => isNear(value, one)) : undefined;
  const evidence = [{ label: `values of ${label}`, text: shown }];
  const base = `No series of ${metric} has ${text}: the values of ${label} are ${shown}.`;
  if (isOutcome(label, value)) {
    return { severity: 'info', message: `${base} Nothing of this kind happened in this traffic.`, evidence };
  }
  if (near !== undefined) {
    return { severity: 'error', message: base, hint: `Use ${label}="${near}" if that is what you meant.`, evidence };
  }
  return { severity: targetLabels.has(label) ? 'info' : 'error', message: base, evidence };
}

/** Valid status codes and states, which appear only when something happens that this traffic did not have. */
function isOutcome(label: string, value: string): boolean {
  if (/status|code|error|reason|outcome/.test(label) && /^\^?[(]?[1-5][\dx.[\]|()+*?$\-^\\]*$/.test(value)) return true;
  return /^(STATUS_CODE_(ERROR|OK|UNSET)|SPAN_KIND_(SERVER|CLIENT|INTERNAL|PRODUCER|CONSUMER))$/.test(value);
}

/** Whether an existing value was probably meant: `STATUS_CODE_ERROR` by `ERROR`, `payment` by `paymnt`. */
function isNear(asked: string, there: string): boolean {
  const [a, b] = [asked.toLowerCase(), there.toLowerCase()];
  if (a.length < 3 || /^\d+$/.test(a)) return false;
  return b.includes(a) || a.includes(b) || nearest(a, [b]) !== undefined;
}

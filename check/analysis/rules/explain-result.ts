import type { Finding } from '../../../lib/events/finding.ts';
import type { Evidence } from '../../../lib/events/evidence.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import type { Context } from './context.ts';
import { explainEmpty } from './explain-empty.ts';
import { unknownGroupings } from './groupings.ts';
import { comparableFrom } from './promql/reach.ts';
import { ranked, type Reason } from './reason.ts';

export type Reasons = readonly [Reason, ...Reason[]];

/** Why the expression of a rule or a dashboard query has no result, the most severe reason first. */
export async function explainNoResult(
  { expr, forMs }: Pick<Rule, 'expr' | 'forMs'>,
  context: Context,
): Promise<Reasons> {
  const { series, error } = await context.queries.over(expr, context.stepMs);
  if (error !== undefined)
    return [{ severity: 'error', message: `Prometheus cannot evaluate it: ${error}`, evidence: [] }];
  // Before the baseline nothing may have been scraped yet, whatever the expression is.
  const { baseline } = context.queries.timeline;
  const since = Math.max(baseline.start, comparableFrom(expr, context.rules, context.queries.timeline));
  if (series.some(({ points }) => points.some(([time]) => time >= since))) {
    const brief = forMs > 0 ? '' : ': it is true too briefly';
    const message = `Its expression has a result, but not at the times at which Prometheus evaluates it${brief}.`;
    return [{ severity: 'warning', message, evidence: [] }];
  }
  const reasons = ranked([...(await explainEmpty(expr, context)), ...(await unknownGroupings(expr, context))]);
  const [first, ...others] = reasons;
  if (first) return [first, ...others];
  return [{ severity: 'warning', message: 'Its expression never had a result.', evidence: [] }];
}

interface Explained extends Pick<Finding, 'severity' | 'evidence'> {
  why: string;
  hint: string | undefined;
  shared: string | undefined;
}

/**
 * The part of a finding that reports reasons: the first in full, the others as evidence before `more`. Its hint is only the
 * advice; changes have to be tried.
 */
export function reportReasons([main, ...others]: Reasons, more: readonly Evidence[]): Explained {
  return {
    severity: main.severity,
    why: main.message,
    hint: main.advice,
    shared: main.shared,
    evidence: [...main.evidence, ...others.map(({ message }) => ({ label: 'also', text: message })), ...more],
  };
}

import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import type { Proposal } from '../../fixes/proposal.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import type { Context } from './context.ts';
import { type Verified, verifyRule } from './verify-rule.ts';

/** A changed key of a rule. */
export interface RuleChange {
  key: 'expr' | 'for';
  value: string;
}

export const asExpression = (value: string): RuleChange => ({ key: 'expr', value });

export interface Suggested {
  /** `Write: rate(x_total[5m]) > 2`. */
  text: string;
  proposal: Proposal;
}

/** What evaluating changes of a rule showed. */
export interface Suggestion {
  /** The first that works. */
  good?: Suggested;
  /** What the first does instead, if none works. */
  failed?: Verified;
}

export interface SuggestOptions {
  /** An alert need not fire: it is enough that Prometheus evaluates it and that it is quiet at the baseline. */
  isQuietEnough?: boolean;
}

const quiet = 'Prometheus evaluates it, and it is quiet at the baseline';

/**
 * The first of several changes with which the rule does what it is for: an alert fires during a fault and is quiet at
 * the baseline, a recording rule has a result. Without verification it is the first.
 */
export async function suggestRule(
  rule: Rule,
  changes: readonly RuleChange[],
  context: Context,
  { isQuietEnough = false }: SuggestOptions = {},
): Promise<Suggestion> {
  const [first] = changes;
  if (first && context.isVerified === false) return { good: suggested(rule, first) };
  let failed: Verified | undefined;
  for (const change of changes) {
    const verified = await evaluated(rule, change, context);
    if (verified.isGood) return { good: suggested(rule, change, verified.text) };
    if (isQuietEnough && verified.isQuiet) return { good: suggested(rule, change, quiet) };
    failed ??= verified;
  }
  return failed ? { failed } : {};
}

async function evaluated({ kind, expr, forMs }: Rule, { key, value }: RuleChange, context: Context): Promise<Verified> {
  const changed = key === 'expr' ? value : expr;
  const waits = key === 'for' ? (parseDuration(value) ?? forMs) : forMs;
  const verified = await verifyRule(changed, waits, context);
  if (kind === 'alert') return verified;
  return {
    ...verified,
    isQuiet: false,
    isGood: verified.hasResult,
    text: verified.hasResult ? 'it has a result' : 'it has no result',
  };
}

function suggested({ source }: Rule, { key, value }: RuleChange, verified?: string): Suggested {
  return {
    text: key === 'expr' ? `Write: ${value}` : `Write: for: ${value}`,
    proposal: {
      changes: [{ of: 'rule', rule: source, key, value }],
      length: 'whole',
      ...(verified === undefined ? {} : { verified }),
    },
  };
}

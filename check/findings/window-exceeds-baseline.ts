import type { Finding } from '../../lib/events/finding.ts';
import type { AlertEpisode, Rule } from '../inputs/rules/rule.ts';
import type { Timeline } from '../run/timeline.ts';
import { reachOf } from '../analysis/rules/promql/reach.ts';
import { elapsed } from '../analysis/rules/threshold.ts';

/**
 * That an alert which fired looks further back than there were samples when the fault began. Prometheus takes a range for what there is
 * of it, so that the fault weighs more than it would after days of quiet traffic: its times are not those of production.
 */
export function outlastsCheck(
  rule: Rule,
  rules: readonly Rule[],
  episodes: readonly AlertEpisode[],
  { start, baseline, faults }: Timeline,
): Finding | undefined {
  const fired = episodes.filter(({ firingAt }) => firingAt !== undefined && firingAt >= baseline.end);
  if (fired.length === 0 || faults.length === 0) return undefined;
  const reach = reachOf(rule.expr, rules);
  const before = baseline.end - start;
  if (reach <= before) return undefined;
  return {
    kind: 'window-outlasts-check',
    severity: 'info',
    subject: rule.name,
    message: `${rule.name} looks back up to ${elapsed(reach)}, and only ${elapsed(before)} had been played when the first fault began.`,
    why: 'A range over too few samples is taken for what there is of it, so that a fault weighs more than after hours of quiet traffic: in production it fires later than here, and resolves later.',
    ...(before >= longestToPropose
      ? {}
      : { hint: `Play more before the faults: --baseline ${elapsed(Math.min(reach, longestToPropose))}.` }),
    source: rule.source,
    evidence: [],
    shared:
      'the windows of these alerts are longer than what was played before the first fault: in production they fire later, and resolve later',
  };
}

/** A day of traffic takes some ten minutes. */
const longestToPropose = 6 * 3_600_000;

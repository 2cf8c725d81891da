import type { Finding } from '../../lib/events/finding.ts';
import type { DashboardQuery, Rule } from '../inputs/rules/rule.ts';
import type { Timeline } from '../run/timeline.ts';
import type { Context } from '../analysis/rules/context.ts';
import { reasonsOf } from './alert-never-fires.ts';
import { type AskedPrometheus, RunQueries } from '../analysis/rules/run-queries.ts';
import { elapsed, shorten } from '../analysis/rules/threshold.ts';

export interface QueryFindingsRequest {
  queries: readonly DashboardQuery[];
  timeline: Timeline;
  prometheus: AskedPrometheus;
  /** The rules of the same check, for queries that ask for what they record. */
  rules?: readonly Rule[];
}

/** As often as a panel of half an hour draws. */
const stepMs = 15_000;
const mostPoints = 2000;

/** The queries of dashboards that have no result in the whole run, and why. A query that several panels share is told once for each. */
export async function findInQueries({
  queries,
  timeline,
  prometheus,
  rules = [],
}: QueryFindingsRequest): Promise<Finding[]> {
  const length = timeline.end - timeline.start;
  const run = new RunQueries(prometheus, timeline);
  const context: Context = { queries: run, rules, stepMs: Math.max(stepMs, Math.ceil(length / mostPoints)) };
  const findings: Finding[] = [];
  for (const { dashboard, panel, expr, asked, source } of queries) {
    const { series, error } = await run.over(asked, context.stepMs);
    if (series.length > 0) continue;
    const subject = `${dashboard}: ${panel}`;
    const evidence = [
      { label: 'query', text: shorten(expr) },
      ...(asked === expr ? [] : [{ label: 'asked as', text: shorten(asked) }]),
    ];
    if (error !== undefined) {
      const message = `Prometheus cannot evaluate a query of the panel ${panel} of the dashboard ${dashboard}.`;
      findings.push({
        kind: 'query-without-result',
        severity: 'error',
        subject,
        message,
        why: error,
        source,
        evidence,
      });
      continue;
    }
    const [main, ...others] = await reasonsOf({ expr: asked, forMs: 0 }, context);
    findings.push({
      kind: 'query-without-result',
      severity: main.severity,
      subject,
      message: `A query of the panel ${panel} of the dashboard ${dashboard} had no result in ${elapsed(length)}.`,
      why: main.message,
      ...(main.hint === undefined ? {} : { hint: main.hint }),
      source,
      evidence: [...main.evidence, ...others.map(({ message }) => ({ label: 'also', text: message })), ...evidence],
      ...(main.shared === undefined ? {} : { shared: main.shared }),
    });
  }
  return findings;
}

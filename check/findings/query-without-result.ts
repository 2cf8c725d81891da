import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { shorten } from '../../lib/format/list.ts';
import type { Context } from '../analysis/rules/context.ts';
import { correctionsOf } from '../analysis/rules/corrections.ts';
import { explainNoResult, reportReasons, type Reasons } from '../analysis/rules/explain-result.ts';
import { withNote } from '../fixes/with-note.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const queryWithoutResult: FindingDefinition<Pick<FindingInputs, 'dashboards'>> = {
  kind: 'query-without-result',
  category: 'query',
  severity: 'error',
  summary: 'A dashboard query has no result: its panel shows "No data".',
  docs: {
    meaning:
      'The query returned nothing in the whole run, with Grafana variables replaced by everything. Reasons and ' +
      'severities are those of [alert-never-fires](alert-never-fires.md).',
    example: 'A query of panel "Requests by service" (dashboard Bookshop) had no result (1h1m simulated)',
    action: 'Correct the part of the query that `why` names.',
  },
  async find({ dashboards: { queries, context } }) {
    const { timeline } = context.queries;
    const simulated = formatSeconds(timeline.end - timeline.start);
    const found: Found[] = [];
    for (const { dashboard, panel, expr, asked, source } of queries) {
      const { series, error } = await context.queries.over(asked, context.stepMs);
      if (series.length > 0) continue;
      const subject = `${dashboard}: ${panel}`;
      const query = `query of panel "${panel}" (dashboard ${dashboard})`;
      const evidence = [
        { label: 'query', text: shorten(expr) },
        ...(asked === expr ? [] : [{ label: 'sent as', text: shorten(asked) }]),
      ];
      if (error !== undefined) {
        const why = `Message from Prometheus: ${error}`;
        found.push({ subject, message: `Prometheus cannot evaluate a ${query}`, why, source, evidence });
        continue;
      }
      const reasons = await explainNoResult({ expr: asked, forMs: 0 }, context);
      if (context.isQuick === true && reasons[0].severity !== 'error') continue;
      const message = `A ${query} had no result (${simulated} simulated)`;
      const reported = reportReasons(reasons, evidence);
      found.push({ subject, message, source, ...reported, ...(await suggestion(asked, reasons, context)) });
    }
    return found;
  },
};

/** The hint with the first correction that has a result. The file is JSON that Grafana writes, so it is not changed. */
async function suggestion(asked: string, reasons: Reasons, context: Context): Promise<Pick<Found, 'hint'>> {
  const [reason] = reasons;
  if (reason.severity === 'info') return {};
  const corrections = await correctionsOf(asked, reasons, context);
  for (const text of corrections) {
    const hint = `${reason.hint ?? 'Correct the query.'} Write: ${text}`;
    if (context.isVerified === false) return { hint: withNote(hint, 'not verified') };
    const { series } = await context.queries.over(text, context.stepMs);
    if (series.length > 0) return { hint: withNote(hint, 'verified: it has a result') };
  }
  return {};
}

import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { shorten } from '../../lib/format/list.ts';
import { explainNoResult, reportReasons } from '../analysis/rules/explain-result.ts';
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
    example: 'A query of panel "Requests by service" (dashboard Bookshop) had no result (47m simulated)',
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
      const reasons = reportReasons(await explainNoResult({ expr: asked, forMs: 0 }, context), evidence);
      found.push({ subject, message: `A ${query} had no result (${simulated} simulated)`, source, ...reasons });
    }
    return found;
  },
};

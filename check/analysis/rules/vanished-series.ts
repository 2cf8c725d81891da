import { formatSeconds } from '../../../lib/duration/format-duration.ts';
import { shorten } from '../../../lib/format/list.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { FaultWindow } from '../../run/timeline.ts';
import { resultOf } from './context.ts';
import type { EvaluatedRule } from './evaluated-rules.ts';
import { type Expression, selectorsOf } from './promql/expression.ts';
import { lowerLimitOf } from './promql/lower-limit.ts';
import { replaceParts } from './promql/replace-parts.ts';
import type { Reason } from './reason.ts';

/**
 * Of an alert that did not fire: it compares a rate with a lower limit, and during a fault the series of that rate
 * disappeared, so that there was nothing to compare.
 */
export async function vanishedSeries({ rule, episodes, context }: EvaluatedRule): Promise<Reason | undefined> {
  if (episodes.some(({ firingAt }) => firingAt !== undefined)) return undefined;
  const { measured } = lowerLimitOf(rule.expr) ?? {};
  if (!measured) return undefined;
  const series = await resultOf(measured, context);
  const [first] = context.queries.timeline.faults.flatMap((fault) => {
    const last = series.flatMap(({ points }) => vanishedAt(points, fault, context.stepMs) ?? []);
    return last.length > 0 ? [{ fault, at: Math.min(...last) }] : [];
  });
  if (!first) return undefined;
  const { fault, at } = first;
  const message =
    `During ${fault.label}, ${shorten(measured.text)} has no result from ${formatSeconds(at - fault.start)} on: ` +
    'its series are gone, and a comparison of nothing is not true.';
  return {
    severity: 'warning',
    message,
    hint: 'Give the expression a result where there are no series.',
    corrections: { of: rule.expr, texts: correctionsFor(rule.expr, measured, series) },
    evidence: [],
  };
}

/** When the points end during a fault, if they were there when it began. */
function vanishedAt(points: RangeSeries['points'], { start, end }: FaultWindow, stepMs: number): number | undefined {
  const within = points.filter(([time]) => time > start - 2 * stepMs && time < end);
  const [first, last] = [within[0], within.at(-1)];
  return first && last && first[0] <= start && last[0] < end - 2 * stepMs ? last[0] : undefined;
}

function correctionsFor(text: string, measured: Expression, series: readonly RangeSeries[]): string[] {
  // Without labels there is one series, which can be replaced by 0.
  if (series.every(({ labels }) => Object.keys(labels).length === 0)) {
    return [replaceParts(text, [{ part: measured, text: `(${measured.text} or vector(0))` }])];
  }
  return selectorsOf(measured)
    .slice(0, 1)
    .map((selector) => `${text} or absent(${selector.text})`);
}

import { formatSeconds } from '../../../lib/duration/format-duration.ts';
import { formatLabels } from '../../../lib/format/labels.ts';
import { shorten } from '../../../lib/format/list.ts';
import { formatLiteral, formatNumber } from '../../../lib/format/number.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Timeline } from '../../run/timeline.ts';
import { faultAt } from './fault-at.ts';
import type { comparisons, Expression } from './promql/expression.ts';
import type { Reason } from './reason.ts';
import { wrongScale } from './scale.ts';

/** The value that came nearest to the threshold. */
interface Nearest {
  value: number;
  time: number;
  labels: Record<string, string>;
}

export interface Compared {
  /** What is compared, as written. */
  measured: Expression;
  series: readonly RangeSeries[];
  operator: (typeof comparisons)[keyof typeof comparisons];
  threshold: number;
  timeline: Timeline;
  /** Why no value can ever cross it, where that is known. */
  limit?: Reason | undefined;
}

/** A longer part of an expression is evidence and not part of the sentence. */
const longestInSentence = 80;

/** An operator with its sides swapped: `0.05 < x` is `x > 0.05`. */
const turned = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '==': '==', '!=': '!=' } as const;

export function turnedRound(operator: Compared['operator']): Compared['operator'] {
  return turned[operator];
}

/** Why a value never crossed its threshold: how near it came, when, and whether a fault moved it. */
export function explainThreshold({ measured, series, operator, threshold, timeline, limit }: Compared): Reason {
  const text = shorten(measured.text);
  const what = text.length <= longestInSentence ? text : 'The compared value';
  const whole = what === text ? [] : [{ label: 'compared', text }];
  const rising = operator === '>' || operator === '>=';
  if (operator === '==' || operator === '!=') {
    const values = [...new Set(series.flatMap(({ points }) => points.map(([, value]) => value)))].sort((a, b) => a - b);
    const shown =
      values.length > 6
        ? `between ${formatNumber(values[0] ?? NaN)} and ${formatNumber(values.at(-1) ?? NaN)}`
        : values.map(formatNumber).join(', ');
    const other = operator === '==' ? '' : 'other than ';
    return {
      severity: 'info',
      message: `${what} was never ${other}${formatNumber(threshold)}: its values were ${shown}.`,
      evidence: [],
    };
  }
  const best = nearestOf(series, rising, timeline.start, timeline.end + 1);
  if (!best) return { severity: 'warning', message: `${what} was NaN throughout.`, evidence: [] };
  const { start, end } = timeline.baseline;
  const quiet = nearestOf(series, rising, start, end);
  const calm = nearestOf(series, !rising, start, end);
  const perFault = timeline.faults.map((fault) => ({
    fault,
    seen: nearestOf(series, rising, fault.start, Math.min(fault.end + 60_000, timeline.end)),
  }));
  const [strongest] = perFault.flatMap(({ seen }) => seen?.value ?? []).sort((a, b) => (rising ? -1 : 1) * (a - b));
  const isNearer = strongest !== undefined && isMoved(strongest, quiet?.value, calm?.value, threshold);
  const reached = isNearer ? strongest : undefined;
  const extreme = rising ? 'highest' : 'lowest';
  const during = faultAt(timeline, best.time, best.labels);
  const when = `after ${formatSeconds(best.time - timeline.start)}${during ? `, during ${during.label}` : ''}`;
  const labels = Object.keys(best.labels).length > 0 ? ` for ${formatLabels(best.labels)}` : '';
  const evidence = [
    ...whole,
    ...(quiet ? [{ label: `${extreme} at the baseline`, text: formatNumber(quiet.value) }] : []),
    ...perFault.flatMap(({ fault, seen }) =>
      seen ? [{ label: `${extreme} during ${fault.label}`, text: formatNumber(seen.value) }] : [],
    ),
  ];
  const message =
    `${what} must be ${operator} ${formatNumber(threshold)}, but its ${extreme} value was ` +
    `${formatNumber(best.value)} ` +
    `(${when})${labels}.`;
  const wrong = wrongScale({ measured, best: best.value, quiet: quiet?.value, threshold, rising });
  if (wrong) {
    return {
      severity: 'error',
      message: `${message} ${wrong.message}`,
      hint: `Compare with ${formatLiteral(wrong.threshold)}.`,
      thresholds: { written: threshold, right: [wrong.threshold] },
      evidence,
    };
  }
  const right = reached === undefined ? [] : thresholdsBetween(quiet?.value ?? 0, reached);
  const thresholds = { written: threshold, right };
  if (limit) return { ...limit, thresholds, evidence: [...limit.evidence, ...evidence] };
  if (reached !== undefined) {
    const [from, to] = [formatLiteral(quiet?.value ?? 0), formatLiteral(reached)];
    const hint = `Set the threshold between ${from} and ${to} if the alert is meant for this fault.`;
    // A worse fault may cross it.
    return { severity: 'warning', message, hint, isShort: true, thresholds, evidence };
  }
  return {
    severity: 'info',
    message: `${message} No fault of this check brings it near the threshold, so it is not known whether it fires.`,
    evidence,
    shared: 'no fault of this check brings their values near the thresholds',
  };
}

/** Thresholds between a value of the baseline and one of a fault, from the middle toward the baseline, of two digits. */
export function thresholdsBetween(quiet: number, seen: number): number[] {
  const [low, high] = quiet < seen ? [quiet, seen] : [seen, quiet];
  return [0.5, 0.25, 0.1]
    .map((share) => Number((quiet + (seen - quiet) * share).toPrecision(2)))
    .filter((value) => value > low && value < high);
}

/**
 * Whether a fault moved a value toward its threshold by more than it varies at the baseline: by a tenth of the distance, or
 * to twice the value and by a hundredth of the distance.
 */
function isMoved(seen: number, quiet: number | undefined, calm: number | undefined, threshold: number): boolean {
  const from = quiet ?? 0;
  const distance = Math.abs(threshold - from);
  const change = Math.abs(seen - from);
  const isToward = Math.sign(seen - from) === Math.sign(threshold - from);
  if (!isToward || change <= Math.abs(from - (calm ?? from))) return false;
  return change >= distance * 0.1 || (Math.abs(seen) >= 2 * Math.abs(from) && change >= distance * 0.01);
}

function nearestOf(series: readonly RangeSeries[], rising: boolean, from: number, to: number): Nearest | undefined {
  let best: Nearest | undefined;
  for (const { labels, points } of series) {
    for (const [time, value] of points) {
      if (time < from || time >= to) continue;
      if (best === undefined || (rising ? value > best.value : value < best.value)) best = { value, time, labels };
    }
  }
  return best;
}

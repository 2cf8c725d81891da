import { configDuration } from '../../../lib/duration/format-duration.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';
import type { Context } from './context.ts';
import { sentType } from './metric-type.ts';
import { type Expression, parseExpression, selectorsOf } from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import { replaceParts } from './promql/replace-parts.ts';

const range = /\[([^\]:]+)\]$/;

/** The ranges of the services' metrics in which there are fewer than two samples at an export interval, in milliseconds. */
export function shortRanges(text: string, sent: readonly SentMetric[], intervalMs: number): Expression[] {
  const root = parseExpression(text);
  if (!root) return [];
  return partsOf(root).filter((part) => {
    if (part.node.name !== 'MatrixSelector') return false;
    const [selector] = selectorsOf(part);
    const ms = parseDuration(range.exec(part.text)?.[1] ?? '') ?? Infinity;
    return ms < 2 * intervalMs && selector?.metric !== undefined && sentType(selector.metric, sent) !== undefined;
  });
}

/** The range that has enough samples at an export interval, even if one of them is late. */
export const enoughRange = (intervalMs: number): number => 4 * intervalMs;

/** The expression with longer ranges in place of those that are too short; undefined where none is known to be. */
export function withLongerRanges(text: string, exported: Context['exported']): string | undefined {
  const { metrics, intervalMs } = exported ?? { metrics: [], intervalMs: 0 };
  const short = shortRanges(text, metrics, intervalMs);
  if (short.length === 0) return undefined;
  const longer = `[${configDuration(enoughRange(intervalMs))}]`;
  return replaceParts(
    text,
    short.map((part) => ({ part, text: part.text.replace(range, longer) })),
  );
}

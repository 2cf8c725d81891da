import { parser } from '@prometheus-io/lezer-promql';
import { configDuration } from '../../lib/duration/format-duration.ts';
import { parseDuration } from '../../lib/duration/parse-duration.ts';

/**
 * Divides every duration of a PromQL expression by `pace`: ranges, subquery steps and offsets; thresholds stay. An
 * expression that does not parse is returned as far as it was understood: Prometheus itself reports what is wrong with
 * it.
 */
export function pacePromQL(expression: string, pace: number): string {
  let paced = '';
  let copied = 0;
  parser.parse(expression).iterate({
    enter(node) {
      if (node.name !== 'NumberDurationLiteralInDurationContext') return;
      const ms = parseDuration(expression.slice(node.from, node.to));
      if (ms === undefined) return;
      paced += expression.slice(copied, node.from) + configDuration(ms / pace);
      copied = node.to;
    },
  });
  return paced + expression.slice(copied);
}

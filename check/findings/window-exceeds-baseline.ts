import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { alertsOf } from '../analysis/rules/evaluated-rules.ts';
import { reachOf } from '../analysis/rules/promql/reach.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

/** A day of traffic takes about ten minutes to simulate. */
const longestToPropose = 6 * 3_600_000;

export const windowExceedsBaseline: FindingDefinition<Pick<FindingInputs, 'rules'>> = {
  kind: 'window-exceeds-baseline',
  category: 'rule',
  needsTime: true,
  severity: 'info',
  summary: 'An alert that fired looks back further than the traffic before the first fault.',
  docs: {
    meaning:
      'Prometheus evaluates a range over the samples that exist, so a fault weighs more than after hours of quiet ' +
      'traffic: in production the alert fires and resolves later than here.',
    example: 'SloBurn looks back up to 6h, but the first fault began after 15m',
    action: 'Simulate as much quiet traffic: `--baseline 6h`. Six hours take a few minutes.',
    silence: '`alerts: {SloBurn: ignore}` under `expect` in [sandbox.yaml](../sandbox-yaml.md).',
  },
  find({ rules }) {
    return alertsOf(rules).flatMap(({ rule, episodes, context }): Found[] => {
      const { start, baseline, faults } = context.queries.timeline;
      const hasFired = episodes.some(({ firingAt }) => firingAt !== undefined && firingAt >= baseline.end);
      if (!hasFired || faults.length === 0) return [];
      const reach = reachOf(rule.expr, context.rules);
      const before = baseline.end - start;
      const firstFault = formatSeconds(before);
      if (reach <= before) return [];
      return [
        {
          subject: rule.name,
          message:
            `${rule.name} looks back up to ${formatSeconds(reach)}, but the first fault began after ` + firstFault,
          why:
            'Prometheus evaluates a range over the samples that exist, so a fault weighs more than after hours of ' +
            'quiet traffic. In production the alert fires and resolves later.',
          hint:
            before >= longestToPropose
              ? undefined
              : `Simulate more quiet traffic: --baseline ${formatSeconds(Math.min(reach, longestToPropose))}.`,
          source: rule.source,
          shared: 'they look back further than the first fault: in production they fire and resolve later',
        },
      ];
    });
  },
};

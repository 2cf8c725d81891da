import { shorten } from '../../../../lib/format/list.ts';
import type { SentMetric } from '../../../../simulation/services/sent-metrics.ts';
import { metricType } from '../metric-type.ts';
import { callOf, type Expression, parseExpression, selectorsOf, unwrap } from '../promql/expression.ts';
import { lowerLimitOf } from '../promql/lower-limit.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import { partsOf } from '../promql/parts.ts';
import type { Mistake } from './mistake.ts';

const ofCounters = /^(rate|irate|increase)$/;
const ofGauges = /^(delta|idelta|deriv|predict_linear)$/;

/** Functions that do not fit the type of their metric, or that get a sum of counters. */
export function misusedFunctions(text: string, sent: readonly SentMetric[]): Mistake[] {
  const root = parseExpression(text);
  if (!root) return [];
  return partsOf(root).flatMap((part): Mistake[] => {
    const call = part.node.name === 'FunctionCall' ? callOf(part) : undefined;
    const [argument] = call?.args ?? [];
    if (!call || !argument) return [];
    if (ofCounters.test(call.name) && isSubqueryOfSum(argument)) {
      return [
        {
          severity: 'error',
          message: `takes the ${call.name} of a sum: ${shorten(part.text)}`,
          why: `When one of the summed counters restarts, the sum drops and counts as a reset of all of them. In sum(${call.name}(...)) each has its own.`,
        },
      ];
    }
    const [selector] = selectorsOf(argument);
    const metric = selector?.metric;
    if (metric === undefined) return [];
    const type = metricType(metric, sent);
    if (ofCounters.test(call.name) && type === 'gauge') {
      return [
        {
          severity: 'error',
          message: `takes the ${call.name} of ${metric}, which is a gauge`,
          why: 'Each decrease of a gauge counts as a reset of a counter. For gauges there are avg_over_time and deriv.',
        },
      ];
    }
    if (ofGauges.test(call.name) && type === 'counter') {
      const name = call.name === 'delta' ? 'increase' : 'rate';
      const begin = part.node.firstChild;
      const fix = begin && replaceParts(text, [{ part: { ...part, node: begin }, text: name }]);
      return [
        {
          severity: 'error',
          message: `takes the ${call.name} of ${metric}, which is a counter`,
          why: `A restart of the service resets a counter, and makes the result negative; ${name} takes resets into account.`,
          hint: `Use ${name}.`,
          ...(fix ? { fix } : {}),
        },
      ];
    }
    return [];
  });
}

/** Comparisons with zero that have no result once the series are gone. */
export function blindToAbsence(text: string): Mistake[] {
  const compared = lowerLimitOf(text);
  if (compared?.operator !== '==' || !/^0(\.0+)?$/.test(compared.limit)) return [];
  const [selector] = selectorsOf(compared.measured);
  if (!selector) return [];
  return [
    {
      severity: 'info',
      message: 'cannot see its series disappear',
      why: `If the service stops sending, the series become stale, and a comparison of nothing has no result. absent(${selector.text}) has one then.`,
      shared: 'they compare with 0 and cannot see their series disappear, as `absent(...)` can',
    },
  ];
}

function isSubqueryOfSum(argument: Expression): boolean {
  const inner = unwrap(argument);
  if (inner.node.name !== 'SubqueryExpr' || !inner.node.firstChild) return false;
  return /^\(*\s*sum\b/.test(inner.text) && !/\b(rate|irate|increase)\s*\(/.test(inner.text);
}

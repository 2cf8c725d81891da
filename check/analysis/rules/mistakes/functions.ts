import { formatSeconds } from '../../../../lib/duration/format-duration.ts';
import { parseDuration } from '../../../../lib/duration/parse-duration.ts';
import { shorten } from '../../../../lib/format/list.ts';
import type { SentMetric } from '../../../../simulation/services/sent-metrics.ts';
import { prometheusName } from '../prometheus-names.ts';
import { binaryOf, callOf, type Expression, parseExpression, selectorsOf, unwrap } from '../promql/expression.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import { partsOf } from '../promql/parts.ts';
import type { Mistake } from './mistake.ts';

const ofCounters = /^(rate|irate|increase)$/;
const ofGauges = /^(delta|idelta|deriv|predict_linear)$/;
/** How often SDKs export metrics by default. Source: OTEL_METRIC_EXPORT_INTERVAL. */
const sdkIntervalMs = 60_000;

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
    const type = typeOf(metric, sent);
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

/** Ranges that have fewer than two samples at the export interval of the traffic file; by default that of SDKs. */
export function shortWindows(text: string, sent: readonly SentMetric[], definedMs?: number): Mistake[] {
  const intervalMs = definedMs ?? sdkIntervalMs;
  const root = parseExpression(text);
  if (!root) return [];
  const short = partsOf(root).find((part) => {
    if (part.node.name !== 'MatrixSelector') return false;
    const [selector] = selectorsOf(part);
    const range = parseDuration(/\[([^\]:]+)\]$/.exec(part.text)?.[1] ?? '') ?? Infinity;
    return (
      range < 2 * intervalMs && selector?.metric !== undefined && typeOf(selector.metric, sent, true) !== undefined
    );
  });
  if (!short) return [];
  return [
    {
      severity: 'info',
      message: `looks at ${shorten(short.text)}, which has fewer than two samples if metrics are exported every ${formatSeconds(intervalMs)}`,
      why:
        (definedMs === undefined ? 'That is the default of the SDKs. ' : 'The traffic file defines it. ') +
        `A range of ${formatSeconds(4 * intervalMs)} has the samples that it needs at this interval.`,
      shared:
        definedMs === undefined
          ? 'their ranges have fewer than two samples at the default export interval of the SDKs, 1m'
          : `their ranges have fewer than two samples at the export interval of the traffic file, ${formatSeconds(intervalMs)}`,
    },
  ];
}

/** Comparisons with zero or below a limit that have no result once the series are gone. */
export function blindToAbsence(text: string): Mistake[] {
  const root = parseExpression(text);
  if (!root || /\babsent(_over_time)?\s*\(|\bor\b|\bunless\b/.test(text)) return [];
  const binary = binaryOf(unwrap(root));
  if (binary?.operator !== 'Eql' || !/^0(\.0+)?$/.test(binary.right.text)) return [];
  const [selector] = selectorsOf(binary.left);
  if (!selector || !/\b(rate|increase)\s*\(/.test(binary.left.text)) return [];
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

function typeOf(metric: string, sent: readonly SentMetric[], isSentOnly = false): 'counter' | 'gauge' | undefined {
  for (const one of sent) {
    const name = prometheusName(one);
    if (one.kind === 'histogram' && metric.startsWith(`${name}_`)) return 'counter';
    // A native histogram has no suffix, and is counted like a counter.
    if (name === metric) return one.kind === 'counter' || one.kind === 'histogram' ? 'counter' : 'gauge';
  }
  if (isSentOnly) return undefined;
  return /_(total|count|sum|bucket)$/.test(metric) ? 'counter' : undefined;
}

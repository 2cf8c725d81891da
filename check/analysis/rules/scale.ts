import { formatLiteral } from '../../../lib/format/number.ts';
import {
  type Binary,
  binaryOf,
  comparisons,
  type Expression,
  parseExpression,
  selectorsOf,
  unwrap,
} from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import { replaceParts } from './promql/replace-parts.ts';

export interface Scaled {
  measured: Expression;
  /** The value that came nearest to the threshold. */
  best: number;
  /** The same at the baseline. */
  quiet: number | undefined;
  threshold: number;
  rising: boolean;
}

/** A threshold in another unit than the compared value, and what it is in the value's unit. */
export interface WrongScale {
  message: string;
  threshold: number;
}

/** Finds a threshold that is out of reach only because of its unit; undefined where the unit may be right. */
export function wrongScale(scaled: Scaled): WrongScale | undefined {
  return percentage(scaled) ?? milliseconds(scaled);
}

/** A ratio is at most 1, so it never reaches a percentage. */
function percentage({ measured, best, threshold, rising }: Scaled): WrongScale | undefined {
  const division = divisionIn(measured);
  if (!division || !rising || threshold < 1 || threshold > 100 || best > 1) return undefined;
  const metrics = (side: Expression): string =>
    selectorsOf(side)
      .map(({ metric }) => metric)
      .sort()
      .join();
  if (metrics(division.left) !== metrics(division.right)) return undefined;
  const message = 'The value is a ratio between 0 and 1, and the threshold looks like a percentage.';
  return { message, threshold: threshold / 100 };
}

/** A value in seconds whose threshold, read as milliseconds, a fault reached and the baseline did not. */
function milliseconds({ measured, best, quiet = 0, threshold, rising }: Scaled): WrongScale | undefined {
  const inSeconds = threshold / 1000;
  const metrics = selectorsOf(measured).map(({ metric = '' }) => metric);
  const areSeconds = metrics.length > 0 && metrics.every((name) => /_seconds(_|$)/.test(name));
  if (!rising || !areSeconds || threshold < 100 || best < inSeconds || quiet >= inSeconds) return undefined;
  const message = 'The value is in seconds, and the threshold looks like milliseconds.';
  return { message, threshold: inSeconds };
}

function divisionIn(expression: Expression): Binary | undefined {
  const binary = binaryOf(unwrap(expression));
  return binary?.operator === 'Div' ? binary : undefined;
}

/** An expression with another threshold; undefined where the written one is not found. */
export function withThreshold(
  text: string,
  { written, right }: { written: number; right: number },
): string | undefined {
  const root = parseExpression(text);
  const part = (root ? partsOf(root) : []).find(({ node, text: own }) => {
    const isNumber = /^Number(Duration)?Literal$/.test(node.name) && Number(own) === written;
    const parent = node.parent;
    const binary = isNumber && parent ? binaryOf({ node: parent, text: '', whole: text }) : undefined;
    return binary !== undefined && comparisons[binary.operator] !== undefined;
  });
  return part && replaceParts(text, [{ part, text: formatLiteral(right) }]);
}

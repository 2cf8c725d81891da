import { formatList } from '../../../../lib/format/list.ts';
import { type Context, resultOf } from '../context.ts';
import { binaryOf, parseExpression } from '../promql/expression.ts';
import { partsOf } from '../promql/parts.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import type { Mistake } from './mistake.ts';

/** Labels in `group_left (...)` and `group_right (...)` that the other side does not have. */
export async function joinedLabels(text: string, context: Context): Promise<Mistake[]> {
  const root = parseExpression(text);
  if (!root) return [];
  const found: Mistake[] = [];
  for (const part of partsOf(root)) {
    const binary = binaryOf(part);
    const [, side, list = ''] = /group_(left|right)\s*\(([^)]*)\)/.exec(binary?.matching ?? '') ?? [];
    const labels = list
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== '');
    if (!binary || side === undefined || labels.length === 0) continue;
    const one = side === 'left' ? binary.right : binary.left;
    const series = await resultOf(one, context);
    if (series.length === 0) continue;
    const missing = labels.filter((label) => series.every(({ labels: there }) => !(label in there)));
    if (missing.length === 0) continue;
    const left = labels.filter((label) => !missing.includes(label)).join(', ');
    const kept = binary.matching.replace(/(group_(?:left|right)\s*\()[^)]*/, `$1${left}`);
    found.push({
      severity: 'warning',
      message: `joins ${formatList(missing)} from ${one.text}, which does not have ${missing.length === 1 ? 'it' : 'them'}`,
      why: `The result has no label ${formatList(missing)}. The labels of ${one.text} are ${[
        ...new Set(series.flatMap(({ labels: there }) => Object.keys(there))),
      ]
        .filter((name) => name !== '__name__')
        .sort()
        .join(', ')}.`,
      hint: `Remove ${missing.length === 1 ? 'it' : 'them'} from group_${side}.`,
      fix: replaceParts(text, [{ part, text: part.text.replace(binary.matching, kept) }]),
    });
  }
  return found;
}

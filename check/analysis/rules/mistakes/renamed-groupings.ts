import { formatList, shorten } from '../../../../lib/format/list.ts';
import type { Context } from '../context.ts';
import { groupingsIn, labelsOf } from '../groupings.ts';
import { currentLabel, isReplacedLabel } from '../nearest-metrics.ts';
import { partsOf } from '../promql/parts.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import type { Mistake } from './mistake.ts';

/** Labels in `by (...)` that the aggregated series have under another name: all of them become one series. */
export async function renamedGroupings(text: string, context: Context): Promise<Mistake[]> {
  const found: Mistake[] = [];
  for (const { part, by, argument } of groupingsIn(text)) {
    const there = by.some(isReplacedLabel) ? await labelsOf(argument, context) : undefined;
    if (!there) continue;
    const renamed = new Map(
      by.flatMap((label): [string, string][] => {
        const now = currentLabel(label, there);
        return now === undefined ? [] : [[label, now]];
      }),
    );
    if (renamed.size === 0) continue;
    const [before, now] = [formatList([...renamed.keys()]), formatList([...renamed.values()])];
    const names = partsOf(part).filter(({ node, text: name }) => node.name === 'LabelName' && renamed.has(name));
    found.push({
      // What scrapes the series in production may add such a label.
      severity: 'warning',
      message: `groups by ${before}, which no series of ${shorten(argument.text)} has`,
      why: `They have ${now}. Series that differ in ${renamed.size === 1 ? 'it' : 'them'} become one.`,
      hint: `Group by ${now}.`,
      fix: replaceParts(
        text,
        names.map((name) => ({ part: name, text: renamed.get(name.text) ?? name.text })),
      ),
    });
  }
  return found;
}

import { shorten } from '../../../../lib/format/list.ts';
import type { Context } from '../context.ts';
import { groupingsIn, labelsOf } from '../groupings.ts';
import { selectorsOf } from '../promql/expression.ts';
import type { Mistake } from './mistake.ts';

/**
 * Labels in `by (...)` that services sent as attributes and that the series lack: series that differ in them become one.
 * A rule without a result has a finding of its own.
 */
export async function lostGroupings(text: string, context: Context): Promise<Mistake[]> {
  const { flow, queries, stepMs } = context;
  const groupings = flow ? groupingsIn(text) : [];
  if (groupings.length === 0 || (await queries.over(text, stepMs)).series.length === 0) return [];
  const found = new Map<string, Mistake>();
  for (const { by, argument } of groupings) {
    const there = await labelsOf(argument, context);
    for (const label of by.filter((one) => there?.has(one) === false && !found.has(one))) {
      const [reason] = selectorsOf(argument).flatMap(({ metric = '' }) => flow?.lostLabel(metric, label) ?? []);
      if (!reason) continue;
      found.set(label, {
        severity: 'warning',
        message: `groups by ${label}, which no series of ${shorten(argument.text)} has`,
        why: `${reason.message} Series that differ in it become one.`,
      });
    }
  }
  return [...found.values()];
}

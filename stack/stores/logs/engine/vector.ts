import type { Grouping } from '../logql/ast.ts';
import { sortLabels } from './log-query.ts';

/** One series' value at one time. */
export interface Sample {
  /** Equal for equal labels. */
  key: string;
  labels: Record<string, string>;
  value: number;
}

export type Vector = Sample[];

/** A set of labels, sorted, and its key. */
export function identify(labels: Readonly<Record<string, string>>): Pick<Sample, 'key' | 'labels'> {
  const sorted = sortLabels(labels);
  return { key: JSON.stringify(sorted), labels: sorted };
}

/** The labels that are left after a grouping; none without one. */
export function groupLabels(
  labels: Readonly<Record<string, string>>,
  grouping: Grouping | undefined,
): Record<string, string> {
  const names = new Set(grouping?.labels);
  const keep = grouping?.without === true;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.has(name) !== keep));
}

import { findingDefinitions } from '../../../check/findings/index.ts';
import type { FindingHelp } from '../../../ui/report/report-data.ts';

/** What the pages in docs/findings say about these kinds, for readers who do not have them. */
export function helpOf(kinds: readonly string[]): Record<string, FindingHelp> {
  const used = findingDefinitions.filter(({ kind }) => kinds.includes(kind));
  return Object.fromEntries(
    used.map(({ kind, summary, docs: { meaning, action } }) => [kind, { summary, meaning, action }]),
  );
}

import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { ReportData } from '../../../ui/report/report-data.ts';
import { excerptsAt } from './excerpts.ts';
import { findingDiff } from './finding-diff.ts';
import { helpOf } from './help.ts';

/** What a report shows next to the events. `texts` are the files whose text may be shown. */
export function detailsOf(
  events: readonly RunEvent[],
  texts: ReadonlyMap<string, string>,
): Pick<ReportData, 'excerpts' | 'diffs' | 'help'> {
  const findings = events.filter((event) => event.type === 'finding');
  const places = events.flatMap((event): SourceLine[] => ('source' in event ? [event.source] : []));
  const diffs = findings.flatMap((finding, index) => {
    const diff = findingDiff(finding, texts);
    return diff.length === 0 ? [] : [[index, diff] as const];
  });
  return {
    excerpts: excerptsAt(places, texts),
    diffs: Object.fromEntries(diffs),
    help: helpOf(findings.map(({ kind }) => kind)),
  };
}

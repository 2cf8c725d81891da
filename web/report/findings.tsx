import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { bySeverity, groupFindings } from '../../ui/check/finding-order.ts';
import { countFindings, countOf } from '../../ui/check/format.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { ReportFinding } from '../../ui/report/report-runs.ts';
import { Panel } from '../parts/panel.tsx';
import { Finding, findingId } from './finding.tsx';

interface FindingsProps {
  findings: readonly ReportFinding[];
  data: ReportData;
  selected: number | undefined;
}

/** All findings of a run, errors first. Info with the same cause is folded into one line. */
export function Findings({ findings, data, selected }: FindingsProps): JSX.Element {
  const sorted = bySeverity(findings);
  useEffect(() => {
    if (selected !== undefined) show(selected);
  }, [selected]);
  const parts = [
    ...sorted.filter(({ severity }) => severity !== 'info').map((one) => [one]),
    ...groupFindings(sorted.filter(({ severity }) => severity === 'info')),
  ];
  return (
    <Panel title="Findings" note={countFindings({ findings })} isFlush>
      {parts.map((group) => {
        const all = group.map((finding) => (
          <Finding key={finding.number} finding={finding} data={data} isSelected={finding.number === selected} />
        ));
        const [first] = group;
        if (!first || group.length === 1) return all;
        return (
          <details key={first.number} class="finding-group">
            <summary>
              {countOf(group.length, first.severity)}: {first.shared} ({first.kind})
            </summary>
            {all}
          </details>
        );
      })}
    </Panel>
  );
}

/** Moves focus and view to a finding, and unfolds what it is in. */
function show(number: number): void {
  const element = document.getElementById(findingId(number));
  const group = element?.closest<HTMLDetailsElement>('details');
  if (group) group.open = true;
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'start' });
}

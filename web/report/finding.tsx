import type { JSX } from 'preact';
import { describeSource } from '../../lib/events/source-line.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { ReportFinding } from '../../ui/report/report-runs.ts';
import { Diff } from './diff.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { Help } from './help.tsx';
import { findingHref } from './place.ts';
import { Severity } from './severity.tsx';
import { SourceExcerpt } from './source-excerpt.tsx';

interface FindingProps {
  finding: ReportFinding;
  data: Pick<ReportData, 'excerpts' | 'help'>;
  isSelected: boolean;
}

export const findingId = (number: number): string => `finding-${number}`;

/** A finding: the message, the user's file at the line, cause, what to do, the verified change, evidence, and help. */
export function Finding({ finding, data, isSelected }: FindingProps): JSX.Element {
  const { number, kind, severity, message, why, hint, source, evidence, diffs } = finding;
  const id = findingId(number);
  return (
    <article
      id={id}
      class={`finding ${severity}${isSelected ? ' selected' : ''}`}
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
    >
      <h3 id={`${id}-title`}>
        <Severity severity={severity} /> {message}
      </h3>
      <p class="muted">
        {source ? <span class="mono">{describeSource(source)}</span> : 'no location'} · {kind} ·{' '}
        <a href={findingHref(number)} aria-label={`Link to finding ${number}`}>
          #{number}
        </a>
      </p>
      {source && <SourceExcerpt source={source} excerpts={data.excerpts[source.file] ?? []} />}
      {why !== undefined && (
        <p>
          <b>Why:</b> {why}
        </p>
      )}
      {hint !== undefined && (
        <p>
          <b>What to do:</b> {hint}
        </p>
      )}
      {diffs.length > 0 && <Diff diffs={diffs} />}
      {evidence.length > 0 && <EvidenceList evidence={evidence} />}
      {data.help[kind] && <Help kind={kind} help={data.help[kind]} />}
    </article>
  );
}

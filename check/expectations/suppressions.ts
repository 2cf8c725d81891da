import type { Finding } from '../../lib/events/finding.ts';
import { describeSource, type SourceLine } from '../../lib/events/source-line.ts';
import { suppressionUnused } from '../findings/suppression-unused.ts';

/** A finding that the user accepts: by a comment at its line, in sandbox.yaml, or in a baseline file. */
export interface Suppression {
  /** Any kind if it is missing. */
  kind?: string;
  /** Any subject if it is missing. */
  subject?: string;
  /** Only findings at this line: that of a comment, or the next line that is none. */
  at?: SourceLine;
  /** The last day on which it applies: `2027-03-01`. */
  until?: string;
  /** Why the finding is accepted. A comment without a reason has no effect. */
  because?: string;
  /** Where it is written. */
  source: SourceLine;
}

/** The day of a check, as suppressions name days. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * The findings that no suppression matches, and a warning for each suppression that has expired, has no reason, or
 * matches nothing. `day` is a date as in `until`.
 */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  day: string,
): Finding[] {
  const active = suppressions.filter((one) => problemOf(one, day) === undefined);
  const used = new Set<Suppression>();
  const left = findings.filter((finding) => {
    const matching = active.filter((one) => matches(one, finding));
    for (const one of matching) used.add(one);
    return matching.length === 0;
  });
  const reported = suppressions.flatMap((one): Finding[] => {
    const problem = problemOf(one, day) ?? (used.has(one) ? undefined : 'matches no finding');
    if (problem === undefined) return [];
    const { kind = 'findings', subject } = one;
    return [
      {
        kind: suppressionUnused.kind,
        severity: suppressionUnused.severity,
        subject: subject === undefined ? kind : `${kind} ${subject}`,
        message: `The suppression of ${kind}${subject === undefined ? '' : ` of ${subject}`} in ${describeSource(one.source)} ${problem}`,
        hint: suppressionUnused.docs.action,
        source: one.source,
        evidence: one.because === undefined ? [] : [{ label: 'reason', text: one.because }],
      },
    ];
  });
  return [...left, ...reported];
}

function problemOf({ until, because }: Suppression, day: string): string | undefined {
  if (because === undefined) return 'has no reason: write "because ..."';
  return until !== undefined && until < day ? `expired on ${until}` : undefined;
}

function matches({ kind, subject, at }: Suppression, finding: Finding): boolean {
  if (kind !== undefined && kind !== finding.kind) return false;
  if (subject !== undefined && subject !== finding.subject) return false;
  return at === undefined || (finding.source?.file === at.file && finding.source.line === at.line);
}

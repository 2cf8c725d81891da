import type { FindingEvent } from '../../../lib/events/run-event.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { Colors } from '../../terminal.ts';
import type { RunSummary } from '../run-summary.ts';
import { paragraph } from '../layout.ts';
import { countFindings, icons, place } from './words.ts';

/**
 * Problems, then warnings, then notes, each by file and line. Notes are told shortly, and those that have in common what there is to say
 * once for all of them: a rule file may have a hundred alerts about what this traffic never has.
 */
export function findingSection(run: RunSummary, colors: Colors): string[] {
  if (run.findings.length === 0) return [];
  const sorted = sortBySource(run.findings);
  const of = (severity: FindingEvent['severity']): FindingEvent[] => sorted.filter((one) => one.severity === severity);
  const parts = [
    whole(of('problem'), colors),
    whole(of('warning'), colors),
    groups(of('note')).flatMap((notes) => noteLines(notes, colors)),
  ].filter((lines) => lines.length > 0);
  return [
    colors.bold(`Findings: ${countFindings(run)}`),
    ...parts.flatMap((lines, i) => (i > 0 ? ['', ...lines] : lines)),
  ];
}

/** By file and line; what is about no line comes last. */
export function sortBySource(findings: readonly FindingEvent[]): FindingEvent[] {
  const last = '\u{10FFFF}';
  return [...findings].sort((a, b) => {
    const [fileA, fileB] = [a.source?.file ?? last, b.source?.file ?? last];
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return (a.source?.line ?? 0) - (b.source?.line ?? 0);
  });
}

function whole(findings: readonly FindingEvent[], colors: Colors): string[] {
  return findings.flatMap((finding, i) => {
    const isNewFile = i > 0 && finding.source?.file !== findings[i - 1]?.source?.file;
    return [...(isNewFile ? [''] : []), ...headLines(finding, colors), ...whyLines(finding), ...evidenceLines(finding)];
  });
}

function headLines({ kind, severity, message, source }: FindingEvent, colors: Colors): string[] {
  const label = `${icons[severity]} ${severity}:`;
  const [first = '', ...others] = paragraph(`${label} ${message} (${kind})`, `  ${place(source)}`, '      ');
  const paint = severity === 'problem' ? colors.red : severity === 'warning' ? colors.yellow : colors.cyan;
  return [first.replace(label, paint(label)), ...others];
}

function whyLines({ why, hint }: FindingEvent): string[] {
  return [
    ...(why === undefined ? [] : paragraph(why, '      why   ')),
    ...(hint === undefined ? [] : paragraph(hint, '      hint  ')),
  ];
}

function evidenceLines({ evidence }: FindingEvent): string[] {
  return evidence.flatMap(({ label, text, url }) =>
    paragraph([text, url].filter(Boolean).join(' '), `      ${label}: `, '        '),
  );
}

/** Those that share what there is to say stand together, where the first of them would. */
function groups(notes: readonly FindingEvent[]): FindingEvent[][] {
  const found = new Map<string, FindingEvent[]>();
  for (const [i, note] of notes.entries()) {
    const key = note.shared === undefined ? String(i) : `${note.kind} ${note.shared}`;
    found.set(key, [...(found.get(key) ?? []), note]);
  }
  return [...found.values()];
}

function noteLines(notes: readonly FindingEvent[], colors: Colors): string[] {
  const [first] = notes;
  if (!first) return [];
  if (notes.length === 1) return [...headLines(first, colors), ...whyLines(first)];
  const { kind, severity, shared = '', hint } = first;
  const label = `${icons[severity]} ${notes.length} ${severity}s:`;
  const [head = '', ...others] = paragraph(`${label} ${shared} (${kind})`, '  ', '      ');
  const files = new Map<string, FindingEvent[]>();
  for (const note of notes) {
    const file = note.source?.file ?? '';
    files.set(file, [...(files.get(file) ?? []), note]);
  }
  return [
    head.replace(label, colors.cyan(label)),
    ...others,
    ...Array.from(files.values()).flatMap((ofFile) => paragraph(ofFile.map(subjectAndLine).join(', '), '      ')),
    ...(hint !== undefined && notes.every((note) => note.hint === hint) ? paragraph(hint, '      hint  ') : []),
  ];
}

/** The file is named once. */
function subjectAndLine({ subject, source }: FindingEvent, index: number): string {
  if (!source) return subject;
  return index === 0 ? `${describeSource(source)} ${subject}` : `:${source.line} ${subject}`;
}

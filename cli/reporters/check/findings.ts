import type { FindingEvent } from '../../../lib/events/run-event.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { Colors } from '../../terminal.ts';
import { groupFindings, sortBySource } from '../../../ui/check/finding-order.ts';
import { countFindings, countOf, icons, place } from '../../../ui/check/format.ts';
import type { RunSummary } from '../../../ui/runs/run-summary.ts';
import { paragraph } from '../layout.ts';

/**
 * Errors, then warnings, then info, each by file and line. Info is printed without evidence, and findings with the same cause
 * are grouped: a rule file may have a hundred alerts on metrics that this traffic does not produce.
 */
export function findingSection(run: RunSummary, colors: Colors): string[] {
  if (run.findings.length === 0) return [];
  const sorted = sortBySource(run.findings);
  const of = (severity: FindingEvent['severity']): FindingEvent[] => sorted.filter((one) => one.severity === severity);
  const parts = [
    whole(of('error'), colors),
    whole(of('warning'), colors),
    groupFindings(of('info')).flatMap((group) => infoLines(group, colors)),
  ].filter((lines) => lines.length > 0);
  return [
    colors.bold(`Findings: ${countFindings(run)}`),
    ...parts.flatMap((lines, i) => (i > 0 ? ['', ...lines] : lines)),
  ];
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
  const paint = severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.cyan;
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

function infoLines(findings: readonly FindingEvent[], colors: Colors): string[] {
  const [first] = findings;
  if (!first) return [];
  if (findings.length === 1) return [...headLines(first, colors), ...whyLines(first)];
  const { kind, severity, shared = '', hint } = first;
  const label = `${icons[severity]} ${countOf(findings.length, severity)}:`;
  const [head = '', ...others] = paragraph(`${label} ${shared} (${kind})`, '  ', '      ');
  const files = new Map<string, FindingEvent[]>();
  for (const finding of findings) {
    const file = finding.source?.file ?? '';
    files.set(file, [...(files.get(file) ?? []), finding]);
  }
  return [
    head.replace(label, colors.cyan(label)),
    ...others,
    ...Array.from(files.values()).flatMap((ofFile) => paragraph(ofFile.map(subjectAndLine).join(', '), '      ')),
    ...(hint !== undefined && findings.every((finding) => finding.hint === hint)
      ? paragraph(hint, '      hint  ')
      : []),
  ];
}

/** The file is named once. */
function subjectAndLine({ subject, source }: FindingEvent, index: number): string {
  if (!source) return subject;
  return index === 0 ? `${describeSource(source)} ${subject}` : `:${source.line} ${subject}`;
}

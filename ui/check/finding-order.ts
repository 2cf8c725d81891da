import type { FindingEvent } from '../../lib/events/run-event.ts';

/** By file and line; findings without a location come last. */
export function sortBySource<T extends FindingEvent>(findings: readonly T[]): T[] {
  const last = '\u{10FFFF}';
  return [...findings].sort((a, b) => {
    const [fileA, fileB] = [a.source?.file ?? last, b.source?.file ?? last];
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return (a.source?.line ?? 0) - (b.source?.line ?? 0);
  });
}

/** Groups findings of one kind with the same `shared` cause at the position of the first. */
export function groupFindings<T extends FindingEvent>(findings: readonly T[]): T[][] {
  const found = new Map<string, T[]>();
  for (const [i, finding] of findings.entries()) {
    const key = finding.shared === undefined ? String(i) : `${finding.kind} ${finding.shared}`;
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return [...found.values()];
}

/** Errors, then warnings, then info, each in the order of the check, which is that of the pipeline. */
export function bySeverity<T extends FindingEvent>(findings: readonly T[]): T[] {
  return (['error', 'warning', 'info'] as const).flatMap((severity) =>
    findings.filter((one) => one.severity === severity),
  );
}

import { ExitCode } from '../../lib/exit-codes.ts';
import type { ExpectationEvent, RunEndEvent } from '../../scenarios/run/events.ts';
import type { Finding } from '../../scenarios/run/finding.ts';
import type { Expectations } from './expectations.ts';

/**
 * The findings that count: without those on alerts that are to be ignored, on alerts that never fire and are meant to, and on classes
 * whose share the person has set. Of a strict check warnings are problems.
 */
export function countedFindings(
  findings: readonly Finding[],
  { expectations, strict }: { expectations?: Expectations; strict: boolean },
): Finding[] {
  const alerts = expectations?.alerts ?? [];
  const isAbout = (finding: Finding, must: string): boolean =>
    finding.kind.startsWith('alert-') && alerts.some((one) => one.must === must && one.alertname === finding.subject);
  const isSettled = (finding: Finding): boolean =>
    isAbout(finding, 'be-ignored') ||
    (finding.kind === 'alert-never-fires' && isAbout(finding, 'stay-quiet')) ||
    (finding.kind === 'class-lost' && (expectations?.classes ?? []).some((one) => one.class === finding.subject));
  return findings
    .filter((finding) => !isSettled(finding))
    .map((finding) => (strict && finding.severity === 'warning' ? { ...finding, severity: 'problem' } : finding));
}

/** How a check ends: it fails with a problem that counts, or with an expectation that does not hold. */
export function checkEnding(
  counted: readonly Finding[],
  outcomes: readonly Pick<ExpectationEvent, 'type'>[],
): Pick<RunEndEvent, 'result' | 'exitCode'> {
  const failed =
    counted.some(({ severity }) => severity === 'problem') || outcomes.some(({ type }) => type === 'expect.fail');
  return failed ? { result: 'fail', exitCode: ExitCode.expectationFailed } : { result: 'pass', exitCode: ExitCode.ok };
}

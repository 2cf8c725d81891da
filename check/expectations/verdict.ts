import { ExitCode } from '../../lib/exit-codes.ts';
import type { ExpectationEvent, RunEndEvent } from '../../lib/events/run-event.ts';
import type { Finding } from '../../lib/events/finding.ts';
import type { Expectations } from './expectations.ts';

export interface Counting {
  expectations?: Expectations;
  strict: boolean;
  /** Of the expectations: what is lost of a class is told where the share that was set does not hold, with the policy at fault. */
  outcomes?: readonly Pick<ExpectationEvent, 'type' | 'source'>[];
}

/**
 * The findings that count: without those on alerts that are to be ignored, on alerts that never fire and are meant to, and on classes
 * that keep the share which the person has set. Of a strict check warnings are problems.
 */
export function countedFindings(
  findings: readonly Finding[],
  { expectations, strict, outcomes = [] }: Counting,
): Finding[] {
  const { alerts = [], classes = [] } = expectations ?? {};
  const isAbout = (finding: Finding, must: string): boolean =>
    finding.kind.startsWith('alert-') && alerts.some((one) => one.must === must && one.alertname === finding.subject);
  const isKept = (name: string): boolean =>
    classes.some((one) => {
      const { file, line } = one.source;
      const failed = outcomes.some(
        ({ type, source }) => type === 'expect.fail' && source?.file === file && source.line === line,
      );
      return one.class === name && !failed;
    });
  const isSettled = (finding: Finding): boolean =>
    isAbout(finding, 'be-ignored') ||
    (finding.kind === 'alert-never-fires' && isAbout(finding, 'stay-quiet')) ||
    (finding.kind === 'class-lost' && isKept(finding.subject));
  return findings
    .filter((finding) => !isSettled(finding))
    .map((finding) => (strict && finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding));
}

/** How a check ends: it fails with a problem that counts, or with an expectation that does not hold. */
export function checkEnding(
  counted: readonly Finding[],
  outcomes: readonly Pick<ExpectationEvent, 'type'>[],
): Pick<RunEndEvent, 'result' | 'exitCode'> {
  const failed =
    counted.some(({ severity }) => severity === 'error') || outcomes.some(({ type }) => type === 'expect.fail');
  return failed ? { result: 'fail', exitCode: ExitCode.expectationFailed } : { result: 'pass', exitCode: ExitCode.ok };
}

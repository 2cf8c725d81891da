import { ExitCode } from '../../lib/exit-codes.ts';
import type { ExpectationEvent, RunEndEvent } from '../../lib/events/run-event.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { alertNeverFires } from '../findings/alert-never-fires.ts';
import { categoryOf } from '../findings/index.ts';
import { tracesLost } from '../findings/traces-lost.ts';
import type { Expectations } from './expectations.ts';

/** The settings that decide which findings count. */
export interface Counting {
  expectations?: Expectations;
  strict: boolean;
  /** The evaluated expectations: if the share of a class is not met, its lost traces are reported with their cause. */
  outcomes?: readonly Pick<ExpectationEvent, 'type' | 'source'>[];
}

/**
 * The findings that count: without those about alerts with `ignore`, about alerts with `quiet` that never fire, and
 * about trace classes whose expected share is met. In a strict check warnings are errors.
 */
export function countedFindings(
  findings: readonly Finding[],
  { expectations, strict, outcomes = [] }: Counting,
): Finding[] {
  const { alerts = [], classes = [] } = expectations ?? {};
  const isAbout = (finding: Finding, must: string): boolean =>
    categoryOf(finding.kind) === 'rule' && alerts.some((one) => one.must === must && one.alertname === finding.subject);
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
    (finding.kind === alertNeverFires.kind && isAbout(finding, 'stay-quiet')) ||
    (finding.kind === tracesLost.kind && isKept(finding.subject));
  return findings
    .filter((finding) => !isSettled(finding))
    .map((finding) => (strict && finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding));
}

/** The result of a check: it fails with an error that counts, or with an expectation that is not met. */
export function checkEnding(
  counted: readonly Finding[],
  outcomes: readonly Pick<ExpectationEvent, 'type'>[],
): Pick<RunEndEvent, 'result' | 'exitCode'> {
  const failed =
    counted.some(({ severity }) => severity === 'error') || outcomes.some(({ type }) => type === 'expect.fail');
  return failed ? { result: 'fail', exitCode: ExitCode.expectationFailed } : { result: 'pass', exitCode: ExitCode.ok };
}

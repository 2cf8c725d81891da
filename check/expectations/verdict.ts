import { ExitCode } from '../../lib/exit-codes.ts';
import type { ExpectationEvent, ExpectationSkipEvent, RunEndEvent } from '../../lib/events/run-event.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { Finding } from '../../lib/events/finding.ts';
import { alertNeverFires } from '../findings/alert-never-fires.ts';
import { categoryOf } from '../findings/index.ts';
import { clientErrorsAsErrors } from '../findings/client-errors-as-errors.ts';
import { policySamplesEverything } from '../findings/policy-samples-everything.ts';
import { traceIncomplete } from '../findings/trace-incomplete.ts';
import { tracesLost } from '../findings/traces-lost.ts';
import type { Expectations } from './expectations.ts';

/** What an expectation resulted in. */
interface Outcome {
  type: (ExpectationEvent | ExpectationSkipEvent)['type'];
  source?: SourceLine | undefined;
}

/** The settings that decide which findings count. */
export interface Counting {
  expectations?: Expectations;
  strict: boolean;
  /** The evaluated expectations: if the share of a class is not met, its lost traces are reported with their cause. */
  outcomes?: readonly Outcome[];
}

/**
 * The findings that count: an expectation that passes settles those about the same matter, and `ignore` all about its
 * alert. In a strict check warnings are errors.
 */
export function countedFindings(
  findings: readonly Finding[],
  { expectations, strict, outcomes = [] }: Counting,
): Finding[] {
  const { alerts = [], classes = [], maxIncomplete } = expectations ?? {};
  const failed = ({ file, line }: SourceLine): boolean =>
    outcomes.some(({ type, source }) => type === 'expect.fail' && source?.file === file && source.line === line);
  const isAbout = (finding: Finding, must: string): boolean =>
    categoryOf(finding.kind) === 'rule' && alerts.some((one) => one.must === must && one.alertname === finding.subject);
  const holds = (name: string): boolean => classes.some((one) => one.class === name && !failed(one.source));
  /** Every trace is to be kept, and is. */
  const keepsAll = classes.some((one) => one.class === 'normal' && one.kept.min === 1) && holds('normal');
  const isSettled = (finding: Finding): boolean =>
    isAbout(finding, 'be-ignored') ||
    (finding.kind === alertNeverFires.kind && isAbout(finding, 'stay-quiet')) ||
    (finding.kind === tracesLost.kind && holds(finding.subject)) ||
    (finding.kind === clientErrorsAsErrors.kind && holds('client-error')) ||
    (finding.kind === traceIncomplete.kind && maxIncomplete !== undefined && !failed(maxIncomplete.source)) ||
    (finding.kind === policySamplesEverything.kind && keepsAll);
  return findings
    .filter((finding) => !isSettled(finding))
    .map((finding) => (strict && finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding));
}

/** The result of a check: it fails with an error that counts, or with an expectation that is not met. */
export function checkEnding(
  counted: readonly Finding[],
  outcomes: readonly Pick<Outcome, 'type'>[],
): Pick<RunEndEvent, 'result' | 'exitCode'> {
  const failed =
    counted.some(({ severity }) => severity === 'error') || outcomes.some(({ type }) => type === 'expect.fail');
  return failed ? { result: 'fail', exitCode: ExitCode.expectationFailed } : { result: 'pass', exitCode: ExitCode.ok };
}

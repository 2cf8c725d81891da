import { readFileSync } from 'node:fs';
import { fixedTexts } from '../../../check/fixes/fixed-texts.ts';
import { readInputs } from '../../../check/inputs/read-inputs.ts';
import { simulateCheck } from '../../../check/run/simulate-check.ts';
import type { CheckRequest } from '../../../check/request.ts';
import { planCheck } from '../../../cli/check/plan.ts';
import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import type { DetectionEvent, FindingEvent, RunEvent } from '../../../lib/events/run-event.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { LoadedEngine } from '../../../stack/engine/load.ts';
import { casesFolder, type ExpectedFinding, type TwinFiles } from './case-files.ts';

/** The result of a check. */
export interface CheckResult {
  exitCode: number;
  findings: FindingEvent[];
  detections: DetectionEvent[];
}

/**
 * Does what `sandbox check` does with these files, with an engine that is loaded already; suggested changes are not
 * verified by default, which takes another simulation. Throws what it would refuse.
 */
export async function simulateTwin(
  engine: LoadedEngine,
  files: TwinFiles,
  more: Pick<CheckRequest, 'verify' | 'quick' | 'texts' | 'durations' | 'enableFeature' | 'featureGates'> & {
    env?: Record<string, string>;
  } = { verify: false },
): Promise<CheckResult> {
  const { sandboxFile: file, ...named } = files;
  const given = file === undefined ? named : { collector: [], agent: [], rules: [], dashboards: [], file };
  const options = { ...given, secrets: [], strict: false, all: false, reporter: 'plain' as const };
  const plan = planCheck([], options, {});
  if (plan.of !== 'files') throw new Error('no files were checked');
  const request = { ...plan.request, ...more };
  const read = readInputs(request);
  const events: RunEvent[] = [];
  for (const traffic of read.traffics) {
    const { signal } = new AbortController();
    for await (const event of simulateCheck({ request, inputs: read, traffic, engine, signal })) events.push(event);
  }
  return {
    exitCode: events.find((event) => event.type === 'run.end')?.exitCode ?? NaN,
    findings: events.filter((event) => event.type === 'finding'),
    detections: events.filter((event) => event.type === 'detection'),
  };
}

/** Where a finding is, as cases write it: from the folder of the case, or from that of all cases. */
export function placeOf({ source }: FindingEvent, name: string): string | undefined {
  if (!source) return undefined;
  const [, inCases = describeSource(source)] = describeSource(source).split(`${casesFolder}/`);
  return inCases.startsWith(`${name}/`) ? inCases.slice(name.length + 1) : inCases;
}

/** A finding reduced to the fields that a case lists, for a readable comparison. */
export function comparable(finding: FindingEvent, name: string): Omit<ExpectedFinding, 'says'> {
  const { kind, severity, subject } = finding;
  const at = placeOf(finding, name);
  return { kind, severity, subject, ...defined({ at }) };
}

/** The text of a finding in a report. */
export function textOf({ message, why = '', hint = '' }: FindingEvent): string {
  return [message, why, hint].join('\n');
}

/** The error with which a check is refused, before or at its start. */
export async function refusalOf(result: Promise<CheckResult>): Promise<UserError> {
  const error: unknown = await result.then(
    ({ findings }) => findings,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`It was not refused: ${JSON.stringify(error)}`, { cause: error });
}

/** What is found in the files after all verified changes: of each finding with such a change nothing may be left. */
export async function simulateFixed(engine: LoadedEngine, files: TwinFiles, broken: CheckResult): Promise<CheckResult> {
  const edits = broken.findings.flatMap(({ fix }) => fix?.edits ?? []);
  const texts = fixedTexts(edits, (file) => readFileSync(file, 'utf8'));
  if (!texts || texts.size === 0) throw new Error('no change was verified');
  return simulateTwin(engine, files, { verify: false, texts });
}

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FindingEvent } from '../../../lib/events/run-event.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import {
  casesFolder,
  type ConfigurationCase,
  type ExpectedFinding,
  filesOf,
  filesTogether,
  readCases,
} from './case-files.ts';
import {
  comparable,
  placeOf,
  simulateFixed,
  simulateTwin,
  refusalOf,
  textOf,
  type CheckResult,
} from './simulate-twin.ts';

// Each folder of cases/ has a common mistake and its correct twin: the mistake must be found at its line, with no other finding,
// and the twin must have none. How to add one: cases/README.md.

const cases = readCases();
const titled = (some: readonly ConfigurationCase[]): [title: string, one: ConfigurationCase][] =>
  some.map((one) => [`${one.name}: ${one.mistake}`, one]);
const ofRules = cases.filter(({ isOfRulesAlone }) => isOfRulesAlone);
const refused = cases.filter(({ refuses }) => refuses !== undefined);
const others = cases.filter((one) => !ofRules.includes(one) && !refused.includes(one));

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
});

/** The broken twin has the findings of its case and no others; info is ignored unless the case lists it. */
function expectFound({ name, finds = [] }: ConfigurationCase, findings: readonly FindingEvent[]): void {
  const isNamed = ({ kind, subject }: FindingEvent): boolean =>
    finds.some((one) => one.kind === kind && one.subject === subject);
  const reported = findings.filter((finding) => finding.severity !== 'info' || isNamed(finding));
  const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const expected = finds.map(({ kind, severity, subject, at }) => ({ kind, severity, subject, ...(at ? { at } : {}) }));
  expect(reported.map((finding) => comparable(finding, name)).sort(byText)).toEqual(expected.sort(byText));
  for (const { kind, subject, says } of finds) {
    const text = reported.filter((one) => one.kind === kind && one.subject === subject).map(textOf);
    for (const fragment of says) expect(text.join('\n')).toContain(fragment);
  }
}

/** The correct twin has no findings but info, and none of those of the broken twin. */
function expectNothing(
  { name, finds = [] }: Pick<ConfigurationCase, 'name' | 'finds'>,
  findings: readonly FindingEvent[],
): void {
  const keyOf = (one: Omit<ExpectedFinding, 'says'>): string => [one.kind, one.severity, one.subject].join(' ');
  const mistakes = finds.map(keyOf);
  const reported = findings.filter((one) => one.severity !== 'info' || mistakes.includes(keyOf(one)));
  expect(reported.map((one) => [placeOf(one, name), textOf(one)])).toEqual([]);
}

/** Verification takes another simulation, so only some cases have it. */
function isVerified({ fixes, finds = [] }: ConfigurationCase): boolean {
  return fixes !== undefined || finds.some(({ says }) => says.some((text) => text.includes('verified:')));
}

/** No finding with a verified change is left. */
function expectGone(broken: CheckResult, fixed: CheckResult): void {
  const keyOf = ({ kind, subject }: FindingEvent): string => `${kind} ${subject}`;
  const fixedKeys = broken.findings.filter(({ fix }) => fix).map(keyOf);
  expect(fixed.findings.map(keyOf).filter((key) => fixedKeys.includes(key))).toEqual([]);
}

const failing = ({ finds = [] }: ConfigurationCase): boolean => finds.some(({ severity }) => severity === 'error');

describe('rules and dashboards', () => {
  const names = ofRules.map(({ name }) => name);
  let broken: CheckResult;
  let correct: CheckResult;
  beforeAll(async () => {
    // Expressions are verified on the series of the run, without another simulation.
    broken = await simulateTwin(engine, filesTogether(names, 'broken'), { verify: true });
    correct = await simulateTwin(engine, filesTogether(names, 'correct'));
  });
  const ofCase = (name: string, { findings }: CheckResult): FindingEvent[] =>
    findings.filter(({ source }) => source?.file.startsWith(`${join(casesFolder, name)}/`));

  test('fail together where they are broken, and pass together where not', () => {
    expect(broken.exitCode).toBe(1);
    expect(correct.exitCode).toBe(0);
    // Every finding belongs to a case.
    expect(names.flatMap((name) => ofCase(name, broken))).toHaveLength(broken.findings.length);
    expectNothing({ name: '' }, correct.findings);
  });

  test('and no finding with a verified change is left with all of these changes', async () => {
    const fixed = await simulateFixed(engine, filesTogether(names, 'broken'), broken);
    expectGone(broken, fixed);
    const fixedAlerts = broken.findings.flatMap(({ fix, subject }) => (fix ? [subject] : []));
    for (const alert of ['StockErrors', 'ErrorsAtStock', 'SlowStock', 'ErrorShare', 'FailedRequests', 'SlowToTell']) {
      expect(fixedAlerts).toContain(alert);
    }
  });

  test.each(titled(ofRules))('%s', (_, one) => {
    expectFound(one, ofCase(one.name, broken));
    expectNothing(one, ofCase(one.name, correct));
  });
});

describe('configurations', () => {
  test.each(titled(others))('%s', async (_, one) => {
    const broken = await simulateTwin(engine, filesOf(one.name, 'broken'), { verify: isVerified(one) });
    expectFound(one, broken.findings);
    if (one.fixes) {
      const fixes = broken.findings.flatMap(({ kind, subject, fix }) =>
        fix ? [[`${kind} ${subject}`, fix.verified]] : [],
      );
      expect(Object.fromEntries(fixes)).toEqual(one.fixes);
      expectGone(broken, await simulateFixed(engine, filesOf(one.name, 'broken'), broken));
    }
    expect(broken.exitCode).toBe(failing(one) ? 1 : 0);
    const correct = await simulateTwin(engine, filesOf(one.name, 'correct'));
    expectNothing(one, correct.findings);
    expect(correct.exitCode).toBe(0);
  });
});

describe('what does not start', () => {
  test.each(titled(refused))('%s', async (_, one) => {
    const { name, refuses } = one;
    const { code, exitCode, message, details } = await refusalOf(simulateTwin(engine, filesOf(name, 'broken')));
    expect({ code, exitCode }).toEqual({ code: refuses?.code, exitCode: 2 });
    const said = [message, ...details].join('\n').replaceAll(`${casesFolder}/${name}/`, '');
    for (const fragment of refuses?.says ?? []) expect(said).toContain(fragment);
    const correct = await simulateTwin(engine, filesOf(name, 'correct'));
    expectNothing(one, correct.findings);
    expect(correct.exitCode).toBe(0);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { describeSource } from '../../../lib/events/source-line.ts';
import { defined } from '../../../lib/defined.ts';
import type { FindingEvent } from '../../../lib/events/run-event.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { corpusFolder, type CorpusEntry, type CorpusFinding, filesOfEntries, readCorpus } from './corpus-files.ts';
import { type CheckResult, simulateTwin } from './simulate-twin.ts';

// Each folder of corpus/ has files in the shape of those that public projects use, and exactly the findings that are right for them.
// So a false error on such a file fails here. How to add one: corpus/README.md.

const corpus = readCorpus();
const ofRules = corpus.filter(({ isOfRulesAlone }) => isOfRulesAlone);

const long = { durations: { beforeFaultsMs: 15 * 60_000, faultMs: 15 * 60_000 } };
const check = (engine: LoadedEngine, entries: readonly CorpusEntry[]): Promise<CheckResult> =>
  simulateTwin(engine, filesOfEntries(entries), {
    verify: false,
    ...(entries.every((entry) => entry.long || entry.isOfRulesAlone) ? long : {}),
    env: Object.assign({}, ...entries.map(({ env }) => env)) as Record<string, string>,
  });

let engine: LoadedEngine;
/** Of all rules, which are checked together. */
let resultOfRules: CheckResult;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
  resultOfRules = await check(engine, ofRules);
});

const placeOf = ({ source }: FindingEvent): string | undefined =>
  source && describeSource(source).replace(`${corpusFolder}/`, '');
const comparable = (finding: FindingEvent, name: string): CorpusFinding => {
  const { kind, severity, subject } = finding;
  return { kind, severity, subject, ...defined({ at: placeOf(finding)?.replace(`${name}/`, '') }) };
};
const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('has at least 30 entries', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(30);
});

describe('rules', () => {
  test('have no finding that belongs to no entry', () => {
    const { findings } = resultOfRules;
    const elsewhere = findings.filter((one) => !ofRules.some(({ name }) => placeOf(one)?.startsWith(`${name}/`)));
    expect(elsewhere.map((finding) => comparable(finding, ''))).toEqual([]);
  });
});

test.each(corpus.map((entry): [string, string, CorpusEntry] => [entry.name, entry.shape, entry]))(
  '%s, in the shape of %s',
  async (name, _shape, entry) => {
    const { findings, exitCode } = entry.isOfRulesAlone ? resultOfRules : await check(engine, [entry]);
    const own = entry.isOfRulesAlone ? findings.filter((one) => placeOf(one)?.startsWith(`${name}/`)) : findings;
    expect(own.map((finding) => comparable(finding, name)).sort(byText)).toEqual(entry.finds.toSorted(byText));
    if (!entry.isOfRulesAlone) expect(exitCode).toBe(entry.finds.some(({ severity }) => severity === 'error') ? 1 : 0);
  },
);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../lib/random.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { filesOf, type TwinFiles } from './case-files.ts';
import { simulateTwin, refusalOf } from './simulate-twin.ts';

// Whatever is in a file, a check says in a few words that it is not what it should be.

const lines = 100_000;
const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const marks = Array.from('{}[]:,&*#?|-<>=!%@\\"\'` \t$()~^_;./0123456789abcxyzäß€😀');

/** A hundred thousand lines that mean nothing, the same each time. */
const random = seededRandom(7);
const text = (from: readonly string[], length: number): string =>
  Array.from({ length }, () => from[random.int(from.length)]).join('');
const whole = (line: (index: number) => string): string =>
  Array.from({ length: lines }, (_, index) => line(index)).join('\n');
const sections = ['receivers', 'processors', 'exporters', 'groups', 'services', 'expect'];
const noise: Record<string, string> = {
  words: whole(() => `${text(letters, 6)} ${text(letters, 4)} ${text(letters, 8)}`),
  'all kinds of characters': whole(() => text(marks, 1 + random.int(40))),
  'a mapping': whole((index) => `${text(letters, 5)}${index}: ${text(letters, 5)}`),
  'a list': whole(() => `- ${text(letters, 5)}`),
  'known sections with nonsense in them': [
    ...sections.map((key) => `${key}: ${text(letters, 5)}`),
    'service:\n  pipelines:',
    whole((index) => `    ${text(letters, 5)}${index}: [${text(letters, 3)}]`),
  ].join('\n'),
};

const folder = mkdtempSync(join(tmpdir(), 'sandbox-noise-'));
const file = join(folder, 'noise.yaml');
const usual = filesOf('none', 'correct');
const places: readonly [what: string, files: TwinFiles][] = [
  ['the configuration of a Collector', { ...usual, collector: [file] }],
  ['rules', { ...usual, rules: [file] }],
  ['traffic', { ...usual, traffic: file }],
  ['sandbox.yaml', { ...usual, sandboxFile: file }],
];

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(places)('in place of %s', (_what, files) => {
  test.each(Object.keys(noise))('%s are refused', async (kind) => {
    writeFileSync(file, noise[kind] ?? '');
    const { exitCode, message, hint, details } = await refusalOf(simulateTwin(engine, files));
    expect(exitCode).toBe(2);
    expect(message).toContain(file);
    expect([message, hint, ...details].join('\n').length).toBeLessThan(3000);
  });
});

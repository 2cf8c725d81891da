import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFixes } from '../../../../cli/check/write-fixes.ts';
import type { Finding } from '../../../../lib/events/finding.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const original = '# Sampling.\nprocessors:\n  batch: {}\n  tail_sampling:\n    num_traces: 10 # few\n';
const unfixed: Finding = {
  ...{ kind: 'traces-evicted', severity: 'error', subject: 'tail_sampling', message: 'evicted', evidence: [] },
};
const found = (file: string): Finding => ({
  ...unfixed,
  fix: {
    verified: 'gone',
    edits: [{ file, op: 'set', path: ['processors', 'tail_sampling', 'num_traces'], value: 500 }],
  },
});

test('corrected files and a diff are written to the folder, and the originals are not touched', () => {
  const file = join(folder, 'collector.yaml');
  writeFileSync(file, original);
  const out = join(folder, 'out');
  // The folder is outside that of the command: its path is kept below the folder.
  const name = relative(process.cwd(), file).replace(/^(\.\.\/)+/, '');
  expect(writeFixes(out, [found(file), unfixed])).toEqual({ files: [name], fixed: 1 });
  expect(readFileSync(file, 'utf8')).toBe(original);
  expect(readFileSync(join(out, name), 'utf8')).toBe(original.replace('10 # few', '500 # few'));
  expect(readFileSync(join(out, 'fixes.diff'), 'utf8')).toBe(
    [
      `--- a/${name}`,
      `+++ b/${name}`,
      '@@ -2,4 +2,4 @@',
      ' processors:',
      '   batch: {}',
      '   tail_sampling:',
      '-    num_traces: 10 # few',
      '+    num_traces: 500 # few',
      '',
    ].join('\n'),
  );
});

test('without a verified change nothing is written', () => {
  expect(writeFixes(join(folder, 'out'), [unfixed])).toEqual({ files: [], fixed: 0 });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder in which the originals are is refused', () => {
  const file = 'test/unit/cli/check/write-fixes.test.ts';
  const fix = { verified: '', edits: [{ file: 'package.json', op: 'set', path: ['name'], value: 'x' }] } as const;
  expect(() => writeFixes('.', [{ ...found(file), fix }])).toThrow('--fix . would overwrite package.json');
});

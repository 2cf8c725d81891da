import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expandGlob } from '../../../lib/glob.ts';

test.each([
  ['*.yml', ['a.yml', 'b.yml']],
  ['rules/?.yml', ['rules/c.yml', 'rules/d.yml']],
  ['*/[c-c].yml', ['rules/c.yml']],
  ['rules/[^c].yml', ['rules/d.yml']],
  ['rules/e+(1).yml', ['rules/e+(1).yml']],
  ['rules/e+(?).*', ['rules/e+(1).yml']],
  ['rules', ['rules']],
  ['**/c.yml', ['rules/c.yml']],
  ['none/*.yml', []],
  ['[.yml', []],
  ['a.yml/*', []],
])('%s stands for %j', (pattern, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'rules'));
  for (const file of ['b.yml', 'a.yml', 'rules/c.yml', 'rules/d.yml', 'rules/e+(1).yml'])
    writeFileSync(join(folder, file), '');
  expect(expandGlob(join(folder, pattern))).toEqual(expected.map((file) => join(folder, file)));
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readUserFile } from '../../../lib/user-file.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sandbox-user-file-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a regular file is read', () => {
  const file = join(folder(), 'a.yaml');
  writeFileSync(file, 'a: ü');
  expect(readUserFile(file)).toBe('a: ü');
});

test('a pipe, a device and a folder are refused', () => {
  const pipe = join(folder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readUserFile(pipe)).toThrow('it is not a regular file');
  expect(() => readUserFile('/dev/zero')).toThrow('it is not a regular file');
  expect(() => readUserFile(folder())).toThrow('EISDIR');
});

test('a file that is too large is refused', () => {
  const file = join(folder(), 'a.yaml');
  writeFileSync(file, '');
  truncateSync(file, 17_000_000);
  expect(() => readUserFile(file)).toThrow('it has 17 MB, and at most 16 MB are read');
});

import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../../lib/make-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sandbox-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('makes what is missing for this user alone, and takes what is there', () => {
  makeFolder(join(root, 'a', 'b'));
  makeFolder(join(root, 'a', 'b'));
  expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700);
});

// Not a folder of macOS or Windows.
test.skipIf(!existsSync('/proc/self'))('fails where the system makes no folders', () => {
  expect(() => makeFolder('/proc/sandbox/state')).toThrow(/ENOENT/);
});

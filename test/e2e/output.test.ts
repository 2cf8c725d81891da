import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtEntry } from '../../lib/paths.ts';

const full = '/dev/full';

describe.skipIf(!existsSync(full))(`output that cannot be written is an error (needs ${full})`, () => {
  test.each([
    ['a list', ['scenarios']],
    ['a report', ['check', '--rules', 'rules.yml', '--reporter', 'plain']],
  ])('of %s', (_, args) => {
    const cwd = mkdtempSync(join(tmpdir(), 'sandbox-output-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    writeFileSync(
      join(cwd, 'rules.yml'),
      'groups: [{name: a, rules: [{alert: A, expr: vector(1) > 0, labels: {severity: page}}]}]\n',
    );
    const stdout = openSync(full, 'w');
    const { status, stderr } = spawnSync(process.execPath, [builtEntry('cli/main'), ...args], {
      stdio: ['ignore', stdout, 'pipe'],
      encoding: 'utf8',
      cwd,
    });
    closeSync(stdout);
    expect(stderr).toContain('error: The output could not be written: ENOSPC');
    expect(status).toBe(4);
  });
});

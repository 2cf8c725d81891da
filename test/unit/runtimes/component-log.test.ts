import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ComponentLogs } from '../../../stack/runtimes/component-log.ts';
import { temporaryFolder } from '../session/temporary-folder.ts';

const full = '/dev/full';

test('lines are written to a file per component, with their time', async () => {
  const folder = join(temporaryFolder(), 'logs');
  const logs = new ComponentLogs(folder, (text) => expect.fail(text));
  logs.write('order', 'one', '2026-01-02T03:04:05.000Z');
  await logs.close();
  expect(readFileSync(join(folder, 'order.log'), 'utf8')).toBe('2026-01-02T03:04:05.000Z one\n');
});

test.skipIf(!existsSync(full))(`a full disk is reported once, and ends nothing (needs ${full})`, async () => {
  const folder = join(temporaryFolder(), 'logs');
  mkdirSync(folder);
  for (const name of ['order', 'payment']) symlinkSync(full, join(folder, `${name}.log`));
  const notices: string[] = [];
  const reported = new Promise<void>((resolve) => {
    const logs = new ComponentLogs(folder, (text) => {
      notices.push(text);
      void logs.close().then(resolve);
    });
    for (const name of ['order', 'payment'] as const) for (let i = 0; i < 5; i++) logs.write(name, `line ${i}`);
  });
  await reported;
  expect(notices).toEqual([
    expect.stringMatching(
      /^the log of (order|payment) in .* cannot be written, lines are lost: A disk is full: ENOSPC/,
    ),
  ]);
  rmSync(folder, { recursive: true });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { builtEntry } from '../lib/paths.ts';
import type { SessionRecord } from '../stack/session/record.ts';

/** Boots an embedded sandbox in the background, with a state folder of its own, for the time of `work`. */
export async function withDetachedSandbox<T>(work: (record: SessionRecord) => Promise<T>): Promise<T> {
  const state = await mkdtemp(join(tmpdir(), 'sandbox-detached-'));
  const sandbox = (...args: string[]): Promise<{ stdout: string }> =>
    execa(process.execPath, [builtEntry('cli/main'), ...args], { env: { XDG_STATE_HOME: state } });
  try {
    await sandbox('up', '--detach', '--ports', 'auto', '--runtime', 'embedded');
    const { record } = JSON.parse((await sandbox('status', '--json')).stdout) as { record: SessionRecord };
    return await work(record);
  } finally {
    await sandbox('down');
    await rm(state, { recursive: true, force: true });
  }
}

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { ensureEnvironment, findEnvironment } from '../../../stack/python/environment.ts';
import { findPython } from '../../../stack/python/find-python.ts';
import { titled } from '../../docker/docker-or-reason.ts';
import { pythonOrReason } from './python-or-reason.ts';

const { python, reason } = await pythonOrReason();

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'sandbox-python-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An environment of its own cache, with a lock file of this text. */
function options(name: string, lock: string) {
  const lockFile = join(folder, `${name}.txt`);
  writeFileSync(lockFile, lock);
  if (!python) throw new Error('no Python');
  return { python, lockFile, env: { ...process.env, XDG_CACHE_HOME: join(folder, name) } };
}

const cached = (name: string): string[] => {
  const cache = join(folder, name, 'sandbox', 'python');
  return existsSync(cache) ? readdirSync(cache).filter((entry) => !entry.startsWith('lock.')) : [];
};

describe.skipIf(reason)(titled('a Python environment', reason), () => {
  test('is installed once, with progress, and found again', async () => {
    const progress: number[] = [];
    const given = options('empty', '');
    expect(findEnvironment('inventory', given)).toBeUndefined();
    const onProgress = (event: { progress: number }) => void progress.push(event.progress);
    const interpreter = await ensureEnvironment('inventory', { ...given, onProgress });
    expect(progress.at(0)).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(findEnvironment('inventory', given)).toBe(interpreter);
    expect(await ensureEnvironment('inventory', { ...given, onProgress: () => expect.unreachable() })).toBe(
      interpreter,
    );
    // Another lock file is another environment.
    writeFileSync(given.lockFile, '# changed');
    expect(findEnvironment('inventory', given)).toBeUndefined();
  });

  test('is not left half-installed by an abort, nor used after a kill', async () => {
    const given = options('aborted', '');
    const abort = new AbortController();
    const installing = ensureEnvironment('inventory', {
      ...given,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('stopped by the test')),
    });
    await expect(installing).rejects.toThrow('stopped by the test');
    expect(cached('aborted')).toEqual([]);
  });

  test('names the package whose hash differs', async () => {
    const lock = `nothing==1.0 --hash=sha256:${'0'.repeat(64)}\n`;
    const failed: unknown = await ensureEnvironment('inventory', {
      ...options('wrong', lock),
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'wrong'), PIP_NO_INDEX: '1', UV_OFFLINE: '1' },
    }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as UserError).code).toBe('python-packages');
    expect((failed as UserError).details.join('\n')).toContain('nothing');
    expect(cached('wrong')).toEqual([]);
  });
});

test('the error on a machine without Python says what is needed', async () => {
  await expect(findPython({ PATH: folder })).rejects.toMatchObject({
    code: 'python-missing',
    message: 'Python 3.10 or newer is needed: none was found on PATH.',
  });
});

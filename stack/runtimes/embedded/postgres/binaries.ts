import { cp, readFile, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import type { Account } from './account.ts';
import type { PostgresPackage } from './package-folder.ts';
import { runTool } from './tool.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

function binariesOf(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = (name: string): string => join(native, 'bin', name + suffix);
  return { initdb: path('initdb'), postgres: path('postgres'), pgCtl: path('pg_ctl') };
}

/**
 * Programs that really start for `account`. Where they are installed if that works; else from a copy in `folder`,
 * because the account cannot reach them there, or because the links to their libraries are missing and cannot be made.
 */
export async function usableBinaries(
  { native }: PostgresPackage,
  options: { account: Account | undefined; folder: string; signal?: AbortSignal | undefined },
): Promise<Binaries> {
  const { account, folder, signal } = options;
  const starts = (binaries: Binaries): Promise<void> =>
    runTool(binaries.postgres, ['--version'], { account, cwd: folder, signal });

  const installed = binariesOf(native);
  try {
    await linkLibraries(native);
    await starts(installed);
    return installed;
  } catch {
    signal?.throwIfAborted();
  }
  const copy = join(folder, 'native');
  await rm(copy, { recursive: true, force: true });
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  const copied = binariesOf(copy);
  try {
    // A copy of folders that are read-only is read-only too: it would take no links and could not be removed.
    if (process.platform !== 'win32') await runTool('chmod', ['-R', 'u+w', copy], { account: undefined, cwd: folder });
    await linkLibraries(copy);
    if (account)
      await runTool('chown', ['-R', `${account.uid}:${account.gid}`, copy], { account: undefined, cwd: folder });
    await starts(copied);
    return copied;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UserError('PostgreSQL could not be started: its program does not run on this machine', {
      code: 'postgres-unusable',
      exitCode: ExitCode.bootFailed,
      details: (cause as Error).message.split('\n'),
      hint: 'Reinstall the dependencies (npm ci), or use --runtime docker.',
      cause,
    });
  }
}

/**
 * Makes the symbolic links that the package's install script would have made, had npm run it: libraries are installed
 * by their full version and asked for by their major one. Another process may be making them at the same time.
 */
export async function linkLibraries(native: string): Promise<void> {
  let list: string;
  try {
    list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    // Not every platform's package needs links.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const packageFolder = dirname(native);
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // In the list both are relative to the package, whose folder "native" may be a copy by now.
    const link = join(native, target.replace(/^native\//, ''));
    if (dirname(source) !== dirname(target)) throw new Error(`unexpected link ${target} in ${packageFolder}`);
    try {
      await symlink(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

import { chmod, rm, stat } from 'node:fs/promises';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';
import { makeTemporaryFolder, removeAbandonedFolders, temporaryRoots } from '../../../../lib/temporary-folder.ts';
import { canEnter, type Account } from './account.ts';

export interface WorkFolder {
  path: string;
  /** Removes it where it is outside of the run's folder, which its owner removes. */
  remove(): Promise<void>;
}

/**
 * A folder that the server's account can enter: the run's own, opened for passing through if need be; or, when a folder
 * above that is closed, such as root's home, one among the machine's temporary folders.
 */
export async function workFolderFor(
  folder: string,
  account: Account | undefined,
  temporaryFolders = temporaryRoots,
): Promise<WorkFolder> {
  if (!account) return { path: folder, remove: () => Promise.resolve() };
  await chmod(folder, (await stat(folder)).mode | 0o011);
  if (await canEnter(folder, account)) return { path: folder, remove: () => Promise.resolve() };
  for (const temporary of temporaryFolders) {
    if (!(await canEnter(temporary, account).catch(() => false))) continue;
    await removeAbandonedFolders([temporary]);
    const path = await makeTemporaryFolder('postgres', temporary);
    await chmod(path, 0o711);
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  }
  throw new UserError(
    `PostgreSQL could not be started: its user ${account.uid} has no folder that it can enter for its data`,
    {
      code: 'postgres-folder',
      exitCode: ExitCode.bootFailed,
      details: [folder, ...temporaryFolders].map((tried) => `not ${tried}`),
      hint: 'Run the sandbox as an ordinary user, or set TMPDIR to a folder that everybody can enter.',
    },
  );
}

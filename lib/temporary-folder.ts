import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What needs a folder that is not below a run's own. */
const kinds = ['postgres', 'prepare', 'services-image'] as const;

/** The folders that may have temporary ones. */
export const temporaryRoots: readonly string[] = [...new Set([tmpdir(), '/tmp', '/var/tmp'])];

/**
 * Makes a folder, which its process removes. After that process was killed, `removeAbandonedFolders` does: the name
 * contains the process id.
 */
export function makeTemporaryFolder(kind: (typeof kinds)[number], root = tmpdir()): Promise<string> {
  return mkdtemp(join(root, `sandbox-${kind}-${process.pid}-`));
}

const abandonable = new RegExp(`^sandbox-(?:${kinds.join('|')})-(\\d+)-`);

/** Removes the temporary folders of processes that no longer run, as far as this user may. */
export async function removeAbandonedFolders(roots = temporaryRoots): Promise<void> {
  for (const root of roots) {
    for (const name of await readdir(root).catch(() => [])) {
      const pid = Number(abandonable.exec(name)?.[1]);
      if (pid > 0 && !isAlive(pid)) await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { spawn } from 'node:child_process';
import { messageOf } from '../../lib/errors.ts';
import { builtEntry } from '../../lib/paths.ts';

/*
 * What a sandbox has on Docker is found by its labels, wherever its record is. The modules that use the daemon are
 * loaded only where Docker is involved: the embedded runtime needs none.
 */

/**
 * Makes room on the daemon for a new sandbox: removes what killed ones left, and reports it.
 * @throws UserError (exit code 4) when no daemon answers, or when another process's stack is there.
 */
export async function makeRoomOnDocker(onNotice: (text: string) => void): Promise<void> {
  const { connectDocker } = await import('../docker/connect.ts');
  const { projectTaken, removeLeftoversOf } = await import('../docker/claim.ts');
  const { docker } = await connectDocker();
  const { others } = await removeLeftoversOf(docker, onNotice);
  const taken = projectTaken({ leftovers: new Map(), others });
  if (taken) throw taken;
}

/** Removes what one killed sandbox left on Docker; returns the names of what was removed, or the problem. */
export async function removeFromDocker(session: string): Promise<{ removed: string[]; problem?: string }> {
  try {
    const { connectDocker } = await import('../docker/connect.ts');
    const { listProject, removeSession } = await import('../docker/project.ts');
    const { docker } = await connectDocker();
    const removed = (await listProject(docker, session)).map(({ name }) => name);
    const left = (await removeSession(docker, session)).map(({ name }) => name);
    return { removed, ...(left.length > 0 && { problem: `${left.join(', ')} could not be removed` }) };
  } catch (error) {
    return { removed: [], problem: messageOf(error) };
  }
}

export interface FoundOnDocker {
  /** Whether something was removed. */
  removed: boolean;
  /** Another process's stack that is there, with what to do about it. */
  note?: string;
}

/** Where a daemon answers at once: removes what killed sandboxes left there, and reports each. */
export async function sweepDocker(onNotice: (text: string) => void): Promise<FoundOnDocker> {
  const { connectDocker } = await import('../docker/connect.ts');
  const connection = await connectDocker({ timeoutMs: 1_000 }).catch(() => undefined);
  if (!connection) return { removed: false };
  const { projectTaken, removeLeftoversOf } = await import('../docker/claim.ts');
  const { leftovers, others } = await removeLeftoversOf(connection.docker, onNotice);
  const taken = projectTaken({ leftovers: new Map(), others });
  return { removed: leftovers.size > 0, ...(taken && { note: [taken.message, taken.hint].join(' ') }) };
}

/** Removes what this sandbox has on Docker in a process of its own, without waiting. */
export function removeFromDockerInBackground(session: string): void {
  const remover = spawn(process.execPath, [builtEntry('stack/docker/remove-main'), session], {
    detached: true,
    stdio: 'ignore',
  });
  remover.on('error', () => undefined);
  remover.unref();
}

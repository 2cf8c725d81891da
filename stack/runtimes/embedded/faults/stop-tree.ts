import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { UserError } from '../../../../lib/errors.ts';
import { childrenOf, isStopped } from '../../../../lib/process-tree.ts';

/** A signal is there at once, but a process that is in the kernel stops when it comes out of it. */
const effectMs = 5_000;

/**
 * Pauses a process and all its descendants, and resolves once they are paused. The parent goes first, so
 * that it starts no other processes in the meantime.
 */
export async function stopTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    throw new UserError('A process cannot be paused on Windows.', {
      code: 'fault-unavailable',
      hint: 'Use disconnect, which looks the same to its callers except for open connections, or --runtime docker.',
    });
  }
  process.kill(pid, 'SIGSTOP');
  const deadline = performance.now() + effectMs;
  while (!isStopped(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} did not stop within ${formatDuration(effectMs)}`);
    await delay(1);
  }
  for (const child of childrenOf(pid)) await stopTree(child);
}

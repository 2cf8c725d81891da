import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, UserError } from '../../../../lib/errors.ts';
import { packageRoot } from '../../../../lib/paths.ts';
import type { Launcher } from '../../../services/launcher.ts';
import type { ServiceDescriptor } from '../../../services/service.ts';
import { type LaunchedProcess, spawnOptions } from './launched.ts';

/** What the health check of a starting service waits between two tries, and at most for one answer. */
const intervalMs = 50;
const answerMs = 2_000;

/**
 * Starts a program in any language. It listens on `PORT` and `CONTROL_PORT` and is ready once its health path answers
 * with 2xx.
 */
export function launchCommand(
  { command: [program, ...args] }: Extract<Launcher, { kind: 'command' }>,
  env: Readonly<Record<string, string>>,
  { name, healthPath, folder = packageRoot }: Pick<ServiceDescriptor, 'name' | 'healthPath'> & { folder?: string },
): LaunchedProcess {
  const child = spawn(program, args, { ...spawnOptions(env), cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [port, controlPort] = [Number(env.PORT), Number(env.CONTROL_PORT)];
  return {
    child,
    async ready(exited, signal) {
      const ended = new AbortController();
      void exited.then(() => ended.abort());
      const url = `http://127.0.0.1:${port}${healthPath}`;
      while (!ended.signal.aborted && !(await isHealthy(url, signal))) await delay(intervalMs, undefined, { signal });
      return { port, controlPort };
    },
    setConnected: () =>
      Promise.reject(
        new UserError(`${name} cannot be disconnected: it is not a Node process.`, {
          code: 'fault-unavailable',
          hint: 'Use pause, which looks the same to its callers except for open connections, or --runtime docker.',
        }),
      ),
  };
}

async function isHealthy(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]) });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if (signal.aborted) throw new Error(messageOf(signal.reason), { cause: error });
    return false;
  }
}

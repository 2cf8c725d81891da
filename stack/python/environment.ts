import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../lib/paths.ts';
import { waitForLock } from '../session/lock.ts';
import type { Python } from './find-python.ts';
import { installPackages, type InstallProgress, interpreterIn } from './install.ts';
import { lockFileOf } from './requirements.ts';

export interface EnvironmentOptions {
  python: Python;
  /** Another lock file of the service than `requirements.txt`. */
  lockFile?: string;
  onProgress?: (progress: InstallProgress) => void;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv;
}

/** The interpreter of a service's environment in the cache; undefined where it is not installed. */
export function findEnvironment(
  service: string,
  { python, lockFile = lockFileOf(service), env = process.env }: EnvironmentOptions,
): string | undefined {
  const path = interpreterIn(join(environments(env), keyOf(service, lockFile, python)));
  return existsSync(path) ? path : undefined;
}

/**
 * The interpreter of an environment with a service's packages: from the cache, or installed there from the lock file,
 * which takes seconds and the network once. Several processes may ask at once. It is made next to its place and renamed,
 * so that one that was killed is not used; what it left is removed by the next.
 * @throws UserError `python-packages` (exit code 4) with the last lines of the installer
 */
export async function ensureEnvironment(service: string, options: EnvironmentOptions): Promise<string> {
  const { python, lockFile = lockFileOf(service), onProgress = () => undefined, signal, env = process.env } = options;
  const cache = environments(env);
  const target = join(cache, keyOf(service, lockFile, python));
  const interpreter = interpreterIn(target);
  if (existsSync(interpreter)) return interpreter;
  await mkdir(cache, { recursive: true });
  const onWaiting = ({ pid }: { pid: number }): void =>
    onProgress({ progress: 0, detail: `process ${pid} is installing it` });
  const release = await waitForLock(cache, onWaiting, signal);
  try {
    if (existsSync(interpreter)) return interpreter;
    await removeUnfinished(cache);
    const unfinished = `${target}${unfinishedSuffix}`;
    try {
      await installPackages({ ...{ python, env, onProgress, signal, lockFile }, folder: unfinished });
      await rename(unfinished, target);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    return interpreter;
  } finally {
    release();
  }
}

const environments = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'python');
const unfinishedSuffix = '.installing';

/** Other packages or another Python are another environment. */
function keyOf(service: string, lockFile: string, { path, version }: Python): string {
  const hash = createHash('sha256').update(readFileSync(lockFile)).update(`\0${path}\0${version}`);
  return `${service}-${version}-${hash.digest('hex').slice(0, 16)}`;
}

/** Leftovers of installations that were killed: no other process installs while this one has the lock. */
async function removeUnfinished(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (name.endsWith(unfinishedSuffix)) await rm(join(cache, name), { recursive: true, force: true });
  }
}

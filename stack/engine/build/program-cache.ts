import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { makeFolder } from '../../../lib/make-folder.ts';
import { cacheFolder } from '../../../lib/paths.ts';
import { waitForLock } from '../../session/lock.ts';
import type { EngineFiles } from '../load.ts';
import type { BuildProgress } from './build-program.ts';
import { checksumOf, isIntact } from './checksums.ts';
import type { GoProgram } from './programs.ts';

/** Builds of other sources that stay in the cache, so that changing between two branches does not build each time. */
const buildsKept = 3;
/** In milliseconds. What was used since may be in use, and stays whatever the number. */
const inUseFor = 24 * 3_600_000;

export interface CacheOptions {
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/**
 * A program in the user's cache. Where it is missing, `make` makes it in `target`, one process at a time, and old builds
 * are removed.
 * @param build what it is built from: its sources and the version of Go
 */
export async function inCache(
  program: GoProgram,
  build: { sources: string; go: string },
  { onProgress, signal, env = process.env }: CacheOptions,
  make: (target: string) => Promise<void>,
): Promise<{ files: EngineFiles; isMade: boolean }> {
  const cache = cacheOf(program, env);
  const target = join(cache, folderName(build));
  const files = filesIn(program, target);
  if (isComplete(files)) {
    markUsed(target);
    return { files, isMade: false };
  }
  makeCache(cache);
  const onWaiting = ({ pid }: { pid: number }): void =>
    onProgress?.({ progress: 0, detail: `process ${pid} is building it` });
  const release = await waitForLock(cache, onWaiting, signal);
  try {
    if (isComplete(files)) return { files, isMade: false };
    removeUnfinished(cache);
    await make(target);
    removeOld(cache);
    return { files, isMade: true };
  } finally {
    release();
  }
}

function makeCache(cache: string): void {
  try {
    makeFolder(cache);
  } catch (cause) {
    throw new UserError(`The cache folder ${cache} cannot be made: ${messageOf(cause)}.`, {
      code: 'cache-folder-unusable',
      exitCode: ExitCode.bootFailed,
      hint: 'Make it writable for this user, or set XDG_CACHE_HOME to another folder.',
      cause,
    });
  }
}

/** A program of these sources in the cache: built with this version of Go, or with any where none is named. */
export function findBuilt(
  program: GoProgram,
  { sources, go }: { sources: string; go?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
): EngineFiles | undefined {
  const cache = cacheOf(program, env);
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => (go === undefined ? name.startsWith(`${sources}-`) : name === folderName({ sources, go })))
    .map((name) => filesIn(program, join(cache, name)))
    .find(isComplete);
}

const folderName = ({ sources, go }: { sources: string; go: string }): string =>
  `${sources}-${go}`.replaceAll(/[^\w.-]/g, '_');

const cacheOf = ({ name }: GoProgram, env: NodeJS.ProcessEnv): string => join(cacheFolder(env), name);

const filesIn = ({ name }: GoProgram, folder: string): EngineFiles => ({
  wasmPath: join(folder, `${name}.wasm`),
  wasmExecPath: join(folder, 'wasm_exec.js'),
});

/** The WebAssembly itself is compared with its checksum when it is loaded: reading it takes too long to do it twice. */
const isComplete = ({ wasmPath, wasmExecPath }: EngineFiles): boolean =>
  existsSync(wasmPath) && checksumOf(wasmPath) !== undefined && isIntact(wasmExecPath);

/** What was used within a day stays in the cache. */
export function markUsed(target: string): void {
  const now = new Date();
  utimesSync(target, now, now);
}

/** Leftovers of builds that were killed: no other process builds while this one has the lock. */
function removeUnfinished(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (/\.(building|fetching|unpacking)-\d+$/.test(name)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function removeOld(cache: string): void {
  const folders = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ path: join(cache, entry.name), used: statSync(join(cache, entry.name)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { path, used } of folders.slice(buildsKept)) {
    if (Date.now() - used > inUseFor) rmSync(path, { recursive: true, force: true });
  }
}

import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { cacheFolder } from '../../../lib/paths.ts';
import { takeLock } from '../../session/lock.ts';
import type { EngineFiles } from '../load.ts';
import type { BuildProgress } from './build-engine.ts';
import { findGo, type GoTool } from './go-tool.ts';
import { packPrebuilt, prebuiltFolder, readPrebuilt, unpackPrebuilt } from './prebuilt.ts';
import { hashSources } from './sources.ts';

export interface EnsureOptions {
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/** An engine that can be loaded, and where it came from. */
export interface EnsuredEngine extends EngineFiles {
  source: 'cache' | 'prebuilt' | 'built';
}

const engineCache = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'engine');
/** Engines of other sources that stay in the cache, so that changing between two branches does not build each time. */
const enginesKept = 3;
const lockPollMs = 200;

/**
 * The engine's files: out of the cache, out of the published package, or built with Go, which takes minutes the first
 * time. Several processes may ask at once. Throws a UserError with exit code 4 that says what to do; what was begun is
 * removed then, and on abort.
 */
export async function ensureEngine(options: EnsureOptions = {}): Promise<EnsuredEngine> {
  const { onProgress = () => undefined, signal, env = process.env } = options;
  const sources = hashSources();
  const prebuilt = readPrebuilt();
  // A packed engine serves the published package, and a clone as long as its sources are the ones that were packed.
  if (prebuilt && (sources === undefined || prebuilt.sources === sources)) {
    return ensure(folderName(prebuilt.sources, prebuilt.go), 'prebuilt', options, async (target) => {
      onProgress({ progress: 0, detail: 'unpacking' });
      await unpackPrebuilt(target, signal);
      onProgress({ progress: 1, detail: 'unpacked' });
    });
  }
  if (sources === undefined) {
    throw new UserError('This package has neither a built engine nor its sources', {
      code: 'engine-missing',
      hint: 'Install the package again.',
      exitCode: ExitCode.bootFailed,
    });
  }
  let go: GoTool;
  try {
    go = await findGo(env, signal);
  } catch (error) {
    // Go is for building: what was built with any serves where there is none.
    const built = error instanceof UserError && error.code === 'go-missing' ? findBuilt(sources, { env }) : undefined;
    if (built) return { ...built, source: 'cache' };
    throw error;
  }
  return ensure(folderName(sources, go.version), 'built', options, async (target) => {
    const { buildEngine } = await import('./build-engine.ts');
    await buildEngine({ go, target, env, onProgress, signal });
  });
}

/** Builds the engine if need be and packs it for publishing; `prepack` calls it. */
export async function packEngine(target: string = prebuiltFolder, options: EnsureOptions = {}): Promise<void> {
  const sources = hashSources();
  if (sources === undefined) throw new Error('There are no sources to pack an engine from.');
  const { version } = await findGo(options.env, options.signal);
  const engine = await ensureEngine(options);
  await packPrebuilt(engine, { sources, go: version }, target);
}

async function ensure(
  key: string,
  source: 'prebuilt' | 'built',
  { onProgress, signal, env = process.env }: EnsureOptions,
  make: (target: string) => Promise<void>,
): Promise<EnsuredEngine> {
  const cache = engineCache(env);
  const target = join(cache, key);
  const files = filesIn(target);
  if (isComplete(files)) {
    markUsed(target);
    return { ...files, source: 'cache' };
  }
  mkdirSync(cache, { recursive: true });
  const release = await waitForLock(cache, onProgress, signal);
  try {
    if (isComplete(files)) return { ...files, source: 'cache' };
    removeUnfinished(cache);
    await make(target);
    removeOld(cache);
    return { ...files, source };
  } finally {
    release();
  }
}

async function waitForLock(
  cache: string,
  onProgress: EnsureOptions['onProgress'],
  signal?: AbortSignal,
): Promise<() => void> {
  for (;;) {
    signal?.throwIfAborted();
    const lock = await takeLock(cache);
    if (lock.held) return lock.release;
    onProgress?.({ progress: 0, detail: `process ${lock.by.pid} is building it` });
    await delay(lockPollMs, undefined, signal ? { signal } : {});
  }
}

/** An engine of these sources in the cache: built with this version of Go, or with any where none is named. */
export function findBuilt(
  sources: string,
  { version, env = process.env }: { version?: string; env?: NodeJS.ProcessEnv } = {},
): EngineFiles | undefined {
  const cache = engineCache(env);
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => (version === undefined ? name.startsWith(`${sources}-`) : name === folderName(sources, version)))
    .map((name) => filesIn(join(cache, name)))
    .find(isComplete);
}

const folderName = (sources: string, version: string): string => `${sources}-${version}`.replaceAll(/[^\w.-]/g, '_');

const filesIn = (folder: string): EngineFiles => ({
  wasmPath: join(folder, 'engine.wasm'),
  wasmExecPath: join(folder, 'wasm_exec.js'),
});

const isComplete = (files: EngineFiles): boolean => existsSync(files.wasmPath) && existsSync(files.wasmExecPath);

function markUsed(target: string): void {
  const now = new Date();
  utimesSync(target, now, now);
}

/** Leftovers of builds that were killed: no other process builds while this one has the lock. */
function removeUnfinished(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (/\.(building|unpacking)-\d+$/.test(name)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function removeOld(cache: string): void {
  const folders = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ path: join(cache, entry.name), used: statSync(join(cache, entry.name)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { path } of folders.slice(enginesKept)) rmSync(path, { recursive: true, force: true });
}

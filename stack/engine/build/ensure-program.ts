import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { makeFolder } from '../../../lib/make-folder.ts';
import { cacheFolder } from '../../../lib/paths.ts';
import { waitForLock } from '../../session/lock.ts';
import type { EngineFiles } from '../load.ts';
import type { BuildProgress } from './build-program.ts';
import { checksumOf, isIntact } from './checksums.ts';
import { findGo, type GoTool } from './go-tool.ts';
import { packPrebuilt, prebuiltFolder, readPrebuilt, unpackPrebuilt } from './prebuilt.ts';
import type { GoProgram } from './programs.ts';
import { hashSources } from './sources.ts';

export interface EnsureOptions {
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/** A program that can be loaded, and where it came from. */
export interface EnsuredProgram extends EngineFiles {
  /** Removes it from the cache, where it turned out to be damaged, and unpacks or builds it again. */
  restore: () => Promise<EnsuredProgram>;
  source: 'cache' | 'prebuilt' | 'built';
}

const cacheOf = ({ name }: GoProgram, env: NodeJS.ProcessEnv): string => join(cacheFolder(env), name);
/** Builds of other sources that stay in the cache, so that changing between two branches does not build each time. */
const buildsKept = 3;
/** In milliseconds. What was used since may be in use, and stays whatever the number. */
const inUseFor = 24 * 3_600_000;

/**
 * The files of a program: out of the cache, out of the published package, or built with Go, which takes minutes the first
 * time. Several processes may ask at once. Throws a UserError with exit code 4 that says what to do; what was begun is
 * removed then, and on abort.
 */
export async function ensureProgram(program: GoProgram, options: EnsureOptions = {}): Promise<EnsuredProgram> {
  const found = await findOrMake(program, options);
  const restore = (): Promise<EnsuredProgram> => {
    options.onProgress?.({ progress: 0, detail: `${found.wasmPath} is damaged` });
    rmSync(dirname(found.wasmPath), { recursive: true, force: true });
    return ensureProgram(program, options);
  };
  return { ...found, restore };
}

type Found = Omit<EnsuredProgram, 'restore'>;

async function findOrMake(program: GoProgram, options: EnsureOptions): Promise<Found> {
  const { onProgress = () => undefined, signal, env = process.env } = options;
  const sources = hashSources(program.folder, program.more);
  const prebuilt = readPrebuilt(prebuiltFolder(program));
  // A packed program serves the published package, and a clone as long as its sources are the ones that were packed.
  if (prebuilt && (sources === undefined || prebuilt.sources === sources)) {
    return ensure(program, folderName(prebuilt.sources, prebuilt.go), 'prebuilt', options, async (target) => {
      onProgress({ progress: 0, detail: 'unpacking' });
      await unpackPrebuilt(program, target, signal);
      onProgress({ progress: 1, detail: 'unpacked' });
    });
  }
  if (sources === undefined) {
    throw new UserError(`This package has neither ${program.title} nor the sources to build it`, {
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
    const built =
      error instanceof UserError && error.code === 'go-missing' ? findBuilt(program, sources, { env }) : undefined;
    if (built) return { ...built, source: 'cache' };
    throw error;
  }
  return ensure(program, folderName(sources, go.version), 'built', options, async (target) => {
    const { buildProgram } = await import('./build-program.ts');
    await buildProgram({ program, go, target, env, onProgress, signal });
  });
}

/** Builds a program if need be and packs it for publishing; `prepack` calls it. */
export async function packProgram(program: GoProgram, options: EnsureOptions = {}): Promise<void> {
  const sources = hashSources(program.folder, program.more);
  if (sources === undefined) throw new Error(`There are no sources to pack ${program.title} from.`);
  const { version } = await findGo(options.env, options.signal);
  await packPrebuilt(await ensureProgram(program, options), { sources, go: version }, prebuiltFolder(program));
}

async function ensure(
  program: GoProgram,
  key: string,
  source: 'prebuilt' | 'built',
  { onProgress, signal, env = process.env }: EnsureOptions,
  make: (target: string) => Promise<void>,
): Promise<Found> {
  const cache = cacheOf(program, env);
  const target = join(cache, key);
  const files = filesIn(program, target);
  if (isComplete(files)) {
    markUsed(target);
    return { ...files, source: 'cache' };
  }
  makeCache(cache);
  const onWaiting = ({ pid }: { pid: number }): void =>
    onProgress?.({ progress: 0, detail: `process ${pid} is building it` });
  const release = await waitForLock(cache, onWaiting, signal);
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
  sources: string,
  { version, env = process.env }: { version?: string; env?: NodeJS.ProcessEnv } = {},
): EngineFiles | undefined {
  const cache = cacheOf(program, env);
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => (version === undefined ? name.startsWith(`${sources}-`) : name === folderName(sources, version)))
    .map((name) => filesIn(program, join(cache, name)))
    .find(isComplete);
}

const folderName = (sources: string, version: string): string => `${sources}-${version}`.replaceAll(/[^\w.-]/g, '_');

const filesIn = ({ name }: GoProgram, folder: string): EngineFiles => ({
  wasmPath: join(folder, `${name}.wasm`),
  wasmExecPath: join(folder, 'wasm_exec.js'),
});

/** The WebAssembly itself is compared with its checksum when it is loaded: reading it takes too long to do it twice. */
const isComplete = ({ wasmPath, wasmExecPath }: EngineFiles): boolean =>
  existsSync(wasmPath) && checksumOf(wasmPath) !== undefined && isIntact(wasmExecPath);

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
  for (const { path, used } of folders.slice(buildsKept)) {
    if (Date.now() - used > inUseFor) rmSync(path, { recursive: true, force: true });
  }
}

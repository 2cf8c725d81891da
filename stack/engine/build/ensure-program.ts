import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { EngineFiles } from '../load.ts';
import { findGo, type GoTool } from './go-tool.ts';
import { packPrebuilt, prebuiltFolder, readPrebuilt, unpackPrebuilt } from './prebuilt.ts';
import { type CacheOptions, findBuilt, inCache, markUsed } from './program-cache.ts';
import { type GoProgram, sourcesOf } from './programs.ts';
import { readPublished } from './published.ts';

export type EnsureOptions = CacheOptions;

/** A program that can be loaded, and where it came from. */
export interface EnsuredProgram extends EngineFiles {
  /** Removes it from the cache, where it turned out to be damaged, and makes it again. */
  restore: () => Promise<EnsuredProgram>;
  source: Source;
}

type Source = 'cache' | 'prebuilt' | 'fetched' | 'built';

/**
 * The files of a program: out of the cache, out of the published package, out of a package of its own in the npm registry,
 * or built with Go, which takes minutes the first time. Several processes may ask at once. Throws a UserError with exit
 * code 4 that says what to do; what was begun is removed then, and on abort.
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
  const sources = sourcesOf(program);
  const prebuilt = readPrebuilt(prebuiltFolder(program));
  // A packed program serves the published package, and a clone as long as its sources are the ones that were packed.
  if (prebuilt && (sources === undefined || prebuilt.sources === sources)) {
    const cached = await inCache(program, prebuilt, options, async (target) => {
      onProgress({ progress: 0, detail: 'unpacking' });
      await unpackPrebuilt(program, target, signal);
      onProgress({ progress: 1, detail: 'unpacked' });
    });
    return from(cached, 'prebuilt');
  }
  if (sources === undefined) {
    throw new UserError(`This package has neither ${program.title} nor the sources to build it`, {
      code: 'engine-missing',
      hint: 'Install the package again.',
      exitCode: ExitCode.bootFailed,
    });
  }
  const go = await goOrWhyNot(options);
  // Go is for building: what was built with any serves where there is none.
  const built = findBuilt(program, { sources, go: go instanceof Error ? undefined : go.version }, env);
  if (built) {
    markUsed(dirname(built.wasmPath));
    return { ...built, source: 'cache' };
  }
  const fetched = await fetchOrWhyNot(program, sources, options);
  if (typeof fetched !== 'string') return fetched;
  if (go instanceof Error) throw withDetail(go, `${program.title} could not be downloaded: ${fetched}`);
  const cached = await inCache(program, { sources, go: go.version }, options, async (target) => {
    const { buildProgram } = await import('./build-program.ts');
    await buildProgram({ program, go, target, env, onProgress, signal });
  });
  return from(cached, 'built');
}

const from = ({ files, isMade }: { files: EngineFiles; isMade: boolean }, source: Source): Found => ({
  ...files,
  source: isMade ? source : 'cache',
});

async function goOrWhyNot({ env, signal }: EnsureOptions): Promise<GoTool | UserError> {
  try {
    return await findGo(env, signal);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The build that npm has of these sources, or why there is none. */
async function fetchOrWhyNot(program: GoProgram, sources: string, options: EnsureOptions): Promise<Found | string> {
  const { onProgress = () => undefined, signal, env = process.env } = options;
  const published = readPublished(program, sources);
  if (!published) return 'it is not published';
  try {
    const cached = await inCache(program, published, options, async (target) => {
      const { fetchPublished } = await import('./fetch-published.ts');
      await fetchPublished({ program, published, target, env, onProgress, signal });
    });
    return from(cached, 'fetched');
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    return messageOf(error);
  }
}

function withDetail({ message, code, hint, exitCode, details }: UserError, detail: string): UserError {
  return new UserError(message, {
    code,
    exitCode,
    details: [...details, detail],
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Builds a program if need be and packs it for publishing; `prepack` calls it. */
export async function packProgram(program: GoProgram, options: EnsureOptions = {}): Promise<void> {
  const sources = sourcesOf(program);
  if (sources === undefined) throw new Error(`There are no sources to pack ${program.title} from.`);
  const { version } = await findGo(options.env, options.signal);
  await packPrebuilt(await ensureProgram(program, options), { sources, go: version }, prebuiltFolder(program));
}

import { execa, ExecaError } from 'execa';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildProgress } from './build-program.ts';
import { checksumOf } from './checksums.ts';
import { unpackPrebuilt } from './prebuilt.ts';
import type { GoProgram } from './programs.ts';
import { type PublishedProgram, publishedPackage } from './published.ts';

/** Where the registry does not answer, a build begins that much later. */
const lookupTimeoutMs = 10_000;
const killAfterMs = 5_000;

export interface FetchOptions {
  program: GoProgram;
  published: PublishedProgram;
  /** Appears when it is complete. */
  target: string;
  env: NodeJS.ProcessEnv;
  onProgress: (progress: BuildProgress) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches a built program from the npm registry of the user's settings, and compares it with the checksums in this clone.
 * @throws Error with the reason where the registry does not answer, does not have it, or has other bytes
 */
export async function fetchPublished(options: FetchOptions): Promise<void> {
  const { program, published, target, onProgress, signal } = options;
  const { name, version } = publishedPackage(program, published.sources);
  const folder = `${target}.fetching-${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    onProgress({ progress: 0, detail: `looking for ${name} in the npm registry` });
    await npm(['view', `${name}@${version}`, 'version', `--fetch-timeout=${lookupTimeoutMs}`], folder, options);
    onProgress({ progress: 0.1, detail: `downloading ${name}` });
    const isolated = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
    await npm(['install', `${name}@${version}`, '--prefix', folder, ...isolated], folder, options);
    onProgress({ progress: 0.8, detail: 'unpacking' });
    const unpacked = join(folder, 'unpacked');
    await unpackPrebuilt(program, unpacked, signal, join(folder, 'node_modules', name, 'prebuilt'));
    verify(unpacked, published, `${name}@${version}`);
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
    onProgress({ progress: 1, detail: 'unpacked' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verify(folder: string, { files }: PublishedProgram, name: string): void {
  for (const [file, expected] of Object.entries(files)) {
    const found = checksumOf(join(folder, file));
    if (found !== expected) throw new Error(`${file} of ${name} has the SHA-256 ${found}, not ${expected}`);
  }
}

async function npm(args: readonly string[], cwd: string, { env, signal }: FetchOptions): Promise<void> {
  const common = { cwd, env, extendEnv: false, stdin: 'ignore', forceKillAfterDelay: killAfterMs } as const;
  try {
    await execa('npm', [...args, '--fetch-retries=0', '--loglevel=error'], {
      ...common,
      ...(signal ? { cancelSignal: signal } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** Why npm failed, without its log. */
function reasonOf({ stderr, shortMessage }: Pick<ExecaError, 'stderr' | 'shortMessage'>): string {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(String(stderr))?.[1];
  if (code === 'E404') return 'the npm registry does not have it';
  return code === undefined ? shortMessage : `npm failed with ${code}`;
}

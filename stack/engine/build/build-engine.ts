import { cpSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoTool } from './go-tool.ts';
import { overlayOf } from './overlay.ts';
import { runGo } from './run-go.ts';
import { engineSources, listSources } from './sources.ts';

/** How far a build is: 0 to 1, and what it does. */
export interface BuildProgress {
  progress: number;
  detail: string;
}

export interface BuildOptions {
  go: GoTool;
  /** Made by the build, all at once: it appears when it is complete. */
  target: string;
  env: NodeJS.ProcessEnv;
  onProgress: (progress: BuildProgress) => void;
  signal?: AbortSignal | undefined;
}

// Shares of the whole, from a build with nothing cached: modules, then compiling, then linking.
const downloaded = 0.25;
const compiled = 0.95;

/**
 * Builds the engine out of a copy of its sources, so that nothing is left in the clone: vendors the modules, since
 * files of the module cache cannot be overlaid, and compiles. The same sources and toolchain give the same bytes in any
 * folder.
 */
export async function buildEngine(options: BuildOptions): Promise<void> {
  const { go, target, onProgress } = options;
  const folder = `${target}.building-${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  try {
    copySources(folder);
    await vendorModules(folder, options);
    await compile(folder, options);
    const result = join(folder, 'result');
    copyFileSync(join(go.root, 'lib', 'wasm', 'wasm_exec.js'), join(result, 'wasm_exec.js'));
    rmSync(target, { recursive: true, force: true });
    renameSync(result, target);
    onProgress({ progress: 1, detail: 'built' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copySources(folder: string): void {
  for (const file of listSources(engineSources)) {
    cpSync(join(engineSources, file), join(folder, file));
  }
  mkdirSync(join(folder, 'tmp'));
  mkdirSync(join(folder, 'result'));
}

async function vendorModules(folder: string, { env, onProgress, signal }: BuildOptions): Promise<void> {
  const modules = readFileSync(join(folder, 'go.mod'), 'utf8').match(/^\t\S+ v\S+/gm)?.length ?? 1;
  let done = 0;
  onProgress({ progress: 0, detail: 'collecting Go modules (the first build takes a few minutes)' });
  await runGo(['mod', 'vendor'], {
    folder,
    env: scratch(env, folder),
    purpose: 'collecting its modules',
    signal,
    onLine: (line) => {
      const name = /^go: downloading (\S+)/.exec(line)?.[1];
      if (name === undefined) return;
      done += 1;
      onProgress({
        progress: Math.min(done / modules, 1) * downloaded,
        detail: `downloading module ${done} of about ${modules}: ${name}`,
      });
    },
  });
}

async function compile(folder: string, { go, env, onProgress, signal }: BuildOptions): Promise<void> {
  const overlay = join(folder, 'overlay.json');
  writeFileSync(overlay, JSON.stringify(overlayOf(folder, go.root)));
  const flags = ['-mod=vendor', '-overlay', overlay, '-trimpath', '-buildvcs=false'];
  const call = { folder, env: scratch(env, folder), purpose: 'compiling it', signal };
  onProgress({ progress: downloaded, detail: 'listing packages' });
  const packages = (await runGo(['list', ...flags.slice(0, 3), '-deps', '.'], call)).split('\n').length;
  let done = 0;
  onProgress({ progress: downloaded, detail: `compiling ${packages} packages` });
  await runGo(['build', ...flags, '-v', '-ldflags=-s -w', '-o', join(folder, 'result', 'engine.wasm'), '.'], {
    ...call,
    // Go prints each package that it compiles; those it has in its cache it does not.
    onLine: (line) => {
      done += 1;
      const share = Math.min(done / packages, 1);
      onProgress({
        progress: downloaded + share * (compiled - downloaded),
        detail: `compiled ${done} of ${packages} packages: ${line}`,
      });
    },
  });
}

/** Go's temporary files go where they are removed with the rest, whatever ends the build. */
function scratch(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return { ...env, GOTMPDIR: join(folder, 'tmp') };
}

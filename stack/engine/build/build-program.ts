import { cpSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../../lib/paths.ts';
import { writeChecksums } from './checksums.ts';
import { copyModules } from './copy-modules.ts';
import type { GoTool } from './go-tool.ts';
import { dropFunctionTable } from './memory-image/function-table.ts';
import { joinNear, readSegments, withSegments } from './memory-image/segments.ts';
import { overlayOf } from './overlay.ts';
import type { GoProgram } from './programs.ts';
import { runGo } from './run-go.ts';
import { listSources } from './sources.ts';

/** How far a build is: 0 to 1, and what it does. */
export interface BuildProgress {
  progress: number;
  detail: string;
}

export interface BuildOptions {
  program: GoProgram;
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

/** A build in progress: its scratch folder, and in that the folder of go.mod. */
interface Build extends BuildOptions {
  folder: string;
  module: string;
}

/**
 * Builds a program out of a copy of its sources, so that nothing is left in the clone: vendors the modules, since files
 * of the module cache cannot be overlaid, and compiles. The same sources and toolchain give the same bytes in any
 * folder.
 */
export async function buildProgram(options: BuildOptions): Promise<void> {
  const { program, go, target, onProgress } = options;
  const folder = `${target}.building-${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  try {
    const build = { ...options, folder, module: inCopy(folder, program.folder) };
    copySources(build);
    await vendorModules(build);
    await compile(build);
    const result = join(folder, 'result');
    shrink(join(result, `${program.name}.wasm`));
    copyFileSync(join(go.root, 'lib', 'wasm', 'wasm_exec.js'), join(result, 'wasm_exec.js'));
    writeChecksums(result, [`${program.name}.wasm`, 'wasm_exec.js']);
    rmSync(target, { recursive: true, force: true });
    renameSync(result, target);
    onProgress({ progress: 1, detail: 'built' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sources lie as in the clone, because go.mod names some of them by their relative path. */
const inCopy = (folder: string, source: string): string => join(folder, relative(packageRoot, source));

function copySources({ folder, program }: Build): void {
  for (const part of [program.folder, ...program.more]) {
    for (const file of listSources(part)) cpSync(join(part, file), join(inCopy(folder, part), file));
  }
  mkdirSync(join(folder, 'tmp'));
  mkdirSync(join(folder, 'result'));
}

async function vendorModules({ program, folder, module, env, onProgress, signal }: Build): Promise<void> {
  const modules = readFileSync(join(module, 'go.mod'), 'utf8').match(/^\t\S+ v\S+/gm)?.length ?? 1;
  let done = 0;
  onProgress({ progress: 0, detail: 'collecting Go modules (the first build takes a few minutes)' });
  const call = { program: program.title, env: scratch(env, folder), signal };
  await copyModules(module, call);
  await runGo(['mod', 'vendor'], {
    ...call,
    folder: module,
    purpose: 'collecting its modules',
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

async function compile({ program, folder, module, go, env, onProgress, signal }: Build): Promise<void> {
  const overlay = join(folder, 'overlay.json');
  writeFileSync(overlay, JSON.stringify(overlayOf(module, go.root, inCopy(folder, program.overlay))));
  const flags = ['-mod=vendor', '-overlay', overlay, '-trimpath', '-buildvcs=false'];
  const call = { program: program.title, folder: module, env: scratch(env, folder), purpose: 'compiling it', signal };
  onProgress({ progress: downloaded, detail: 'listing packages' });
  const packages = (await runGo(['list', ...flags.slice(0, 3), '-deps', '.'], call)).split('\n').length;
  let done = 0;
  onProgress({ progress: downloaded, detail: `compiling ${packages} packages` });
  await runGo(['build', ...flags, '-v', '-ldflags=-s -w', '-o', join(folder, 'result', `${program.name}.wasm`), '.'], {
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

function shrink(file: string): void {
  const wasm = readFileSync(file);
  const segments = readSegments(wasm);
  if (segments) writeFileSync(file, withSegments(wasm, segments, joinNear(dropFunctionTable(segments.list))));
}

/** Go's temporary files go where they are removed with the rest, whatever ends the build. */
function scratch(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return { ...env, GOTMPDIR: join(folder, 'tmp') };
}

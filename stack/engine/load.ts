import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { checksumOf, isVerified, setVerified, sha256, stateOf } from './build/checksums.ts';

/** The files of a built engine. */
export interface EngineFiles {
  wasmPath: string;
  wasmExecPath: string;
  /** Makes the files again; used where they are not what was built. */
  restore?: () => Promise<EngineFiles>;
}

/** An engine that can be started: its module is compiled once and shared by every thread. */
export interface LoadedEngine {
  readonly module: WebAssembly.Module;
  /** Go's wasm_exec.js: with it roles start even after their files were removed from the cache. */
  readonly glue: string;
}

export interface LoadOptions {
  /**
   * `tiered` (the default): V8's baseline compiler, and its optimizing one for the few functions that run hot, which
   * doubles the spans per second. `baseline` uses up to 80 MB less under load. It is decided once for the whole
   * process, also by the environment variable SANDBOX_ENGINE_COMPILER.
   */
  compiler?: 'tiered' | 'baseline';
}

/**
 * How much a function runs before it is optimized, in V8's unit of about one byte of code. V8's default is a thousandth
 * of it: then the start of a program this size takes twice the processor time and 150 MB more.
 */
const tieringBudget = 2_000_000_000;

/**
 * Compiles the engine: functions are compiled when they are first called. A file that was damaged in the cache is made
 * again, once.
 * @throws UserError (exit code 4) where it is damaged and cannot be made again
 */
export async function loadEngine(files: EngineFiles, options: LoadOptions = {}): Promise<LoadedEngine> {
  const compiler = options.compiler ?? process.env.SANDBOX_ENGINE_COMPILER;
  // V8 reads its flags when it compiles, so they have to be set before. Functions are checked together with their
  // compilation instead of all 100 MB at the start: what we load is what we have built.
  setFlagsFromString('--wasm-lazy-validation');
  setFlagsFromString(compiler === 'baseline' ? '--liftoff-only' : `--wasm-tiering-budget=${tieringBudget}`);
  const state = stateOf(files.wasmPath);
  const expected = isVerified(files.wasmPath, state) ? undefined : checksumOf(files.wasmPath);
  const bytes = await readFile(files.wasmPath);
  const compiling = WebAssembly.compile(bytes);
  // Meanwhile, in this thread: asynchronous digests copy the bytes, which takes longer than to read them.
  const found = expected === undefined ? undefined : sha256(bytes);
  const [compiled] = await Promise.allSettled([compiling]);
  release(bytes);
  // Damaged bytes may not compile either: that they are damaged is the better message.
  if (expected !== undefined && found !== undefined && found !== expected) {
    return await loadAgain(files, { expected, found }, options);
  }
  if (found !== undefined) setVerified(files.wasmPath, state);
  if (compiled.status === 'rejected') throw compiled.reason;
  return { module: compiled.value, glue: await readFile(files.wasmExecPath, 'utf8') };
}

async function loadAgain(
  { wasmPath, restore }: EngineFiles,
  { expected, found }: { expected: string; found: string },
  options: LoadOptions,
): Promise<LoadedEngine> {
  if (restore) {
    const again = await restore();
    return await loadEngine({ wasmPath: again.wasmPath, wasmExecPath: again.wasmExecPath }, options);
  }
  throw new UserError(`${wasmPath} is damaged: its SHA-256 is ${found}, not ${expected}`, {
    code: 'engine-damaged',
    exitCode: ExitCode.bootFailed,
    hint: `Check the disk, then remove ${dirname(wasmPath)} and start again.`,
  });
}

/**
 * Gives 100 MB back at once, which V8 has copied: a garbage collection that would do it may be minutes away. What is
 * sent into a channel that is closed is freed.
 */
function release(bytes: Buffer): void {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined, [bytes.buffer as ArrayBuffer]);
  port1.close();
  port2.close();
}

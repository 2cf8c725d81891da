import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';

/** The files of a built engine. */
export interface EngineFiles {
  wasmPath: string;
  wasmExecPath: string;
}

/** An engine that can be started: its module is compiled once and shared by every thread. */
export interface LoadedEngine {
  readonly module: WebAssembly.Module;
  readonly wasmExecPath: string;
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

/** Compiles the engine: functions are compiled when they are first called. */
export async function loadEngine(files: EngineFiles, options: LoadOptions = {}): Promise<LoadedEngine> {
  const compiler = options.compiler ?? process.env.SANDBOX_ENGINE_COMPILER;
  // V8 reads its flags when it compiles, so they have to be set before. Functions are checked together with their
  // compilation instead of all 100 MB at the start: what we load is what we have built.
  setFlagsFromString('--wasm-lazy-validation');
  setFlagsFromString(compiler === 'baseline' ? '--liftoff-only' : `--wasm-tiering-budget=${tieringBudget}`);
  const bytes = await readFile(files.wasmPath);
  const module = await WebAssembly.compile(bytes);
  release(bytes);
  return { module, wasmExecPath: files.wasmExecPath };
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

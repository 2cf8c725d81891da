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
   * V8's baseline compiler starts in 0.3 s and uses 150 MB less; the optimising one runs about twice as fast after the first second.
   * Default: baseline, unless the environment has SANDBOX_ENGINE_COMPILER=optimizing. It is decided once for the whole process.
   */
  compiler?: 'baseline' | 'optimizing';
}

/** Compiles the engine: functions are compiled when they are first called. */
export async function loadEngine(files: EngineFiles, options: LoadOptions = {}): Promise<LoadedEngine> {
  const compiler = options.compiler ?? process.env.SANDBOX_ENGINE_COMPILER;
  // V8 reads its flags when it compiles, so they have to be set before. Functions are checked together with their compilation instead
  // of all 100 MB at the start: what we load is what we have built.
  setFlagsFromString('--wasm-lazy-validation');
  if (compiler !== 'optimizing') setFlagsFromString('--liftoff-only');
  const bytes = await readFile(files.wasmPath);
  const module = await WebAssembly.compile(bytes);
  release(bytes);
  return { module, wasmExecPath: files.wasmExecPath };
}

/**
 * Gives 100 MB back at once, which V8 has copied: a garbage collection that would do it may be minutes away. What is sent into a channel
 * that is closed is freed.
 */
function release(bytes: Buffer): void {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined, [bytes.buffer as ArrayBuffer]);
  port1.close();
  port2.close();
}

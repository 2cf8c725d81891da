import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';

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

/** Compiles the engine. */
export async function loadEngine(files: EngineFiles, options: LoadOptions = {}): Promise<LoadedEngine> {
  const compiler = options.compiler ?? process.env.SANDBOX_ENGINE_COMPILER;
  // V8 reads the flag when it compiles, so it has to be set before.
  if (compiler !== 'optimizing') setFlagsFromString('--liftoff-only');
  const module = await WebAssembly.compile(await readFile(files.wasmPath));
  return { module, wasmExecPath: files.wasmExecPath };
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib';
import { packageRoot } from '../../../lib/paths.ts';
import type { EngineFiles } from '../load.ts';

/** Where the published package has the engine. */
export const prebuiltFolder: string = join(packageRoot, 'dist', 'engine-prebuilt');

/** What a packed engine was built from. */
export interface PrebuiltManifest {
  sources: string;
  go: string;
}

/** The manifest of a packed engine, undefined where there is none. */
export function readPrebuilt(folder: string = prebuiltFolder): PrebuiltManifest | undefined {
  const file = join(folder, 'manifest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PrebuiltManifest) : undefined;
}

/** Packs a built engine for the published package: 113 MB become 15. Takes half a minute. */
export async function packPrebuilt(engine: EngineFiles, manifest: PrebuiltManifest, folder: string): Promise<void> {
  const partial = `${folder}.packing-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const compress = createBrotliCompress({
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    await pipeline(createReadStream(engine.wasmPath), compress, createWriteStream(join(partial, 'engine.wasm.br')));
    await copyFile(engine.wasmExecPath, join(partial, 'wasm_exec.js'));
    await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Unpacks a packed engine; `target` appears when it is complete. */
export async function unpackPrebuilt(
  target: string,
  signal?: AbortSignal,
  folder: string = prebuiltFolder,
): Promise<void> {
  const partial = `${target}.unpacking-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await pipeline(
      createReadStream(join(folder, 'engine.wasm.br')),
      createBrotliDecompress(),
      createWriteStream(join(partial, 'engine.wasm')),
      { signal },
    );
    await copyFile(join(folder, 'wasm_exec.js'), join(partial, 'wasm_exec.js'));
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

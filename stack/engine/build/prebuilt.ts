import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib';
import { packageRoot } from '../../../lib/paths.ts';
import type { EngineFiles } from '../load.ts';
import { writeChecksums } from './checksums.ts';
import { engineProgram, type GoProgram } from './programs.ts';

/** Where the published package has a program. */
export const prebuiltFolder = ({ name }: GoProgram): string => join(packageRoot, 'dist', `${name}-prebuilt`);

/** What a packed program was built from. */
export interface PrebuiltManifest {
  sources: string;
  go: string;
}

/** The manifest of a packed program, undefined where there is none. */
export function readPrebuilt(folder: string = prebuiltFolder(engineProgram)): PrebuiltManifest | undefined {
  const file = join(folder, 'manifest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PrebuiltManifest) : undefined;
}

/** Packs a built program for the published package: the engine's 90 MB become 15, which takes half a minute. */
export async function packPrebuilt(engine: EngineFiles, manifest: PrebuiltManifest, folder: string): Promise<void> {
  const partial = `${folder}.packing-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const compress = createBrotliCompress({
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    await pipeline(
      createReadStream(engine.wasmPath),
      compress,
      createWriteStream(join(partial, packedName(engine.wasmPath))),
    );
    await copyFile(engine.wasmExecPath, join(partial, 'wasm_exec.js'));
    await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

const packedName = (wasmPath: string): string => `${basename(wasmPath)}.br`;

/** Unpacks a packed program; `target` appears when it is complete. */
export async function unpackPrebuilt(
  program: GoProgram,
  target: string,
  signal?: AbortSignal,
  folder: string = prebuiltFolder(program),
): Promise<void> {
  const partial = `${target}.unpacking-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await pipeline(
      createReadStream(join(folder, packedName(`${program.name}.wasm`))),
      createBrotliDecompress(),
      createWriteStream(join(partial, `${program.name}.wasm`)),
      { signal },
    );
    await copyFile(join(folder, 'wasm_exec.js'), join(partial, 'wasm_exec.js'));
    writeChecksums(partial, [`${program.name}.wasm`, 'wasm_exec.js']);
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

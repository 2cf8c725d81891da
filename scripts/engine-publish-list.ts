/**
 * Writes engine/published.json: what the packages of the Go programs must contain. CI publishes those packages when this file
 * changes, and a clone with the same sources downloads them instead of building.
 */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checksumOf } from '../stack/engine/build/checksums.ts';
import { ensureProgram } from '../stack/engine/build/ensure-program.ts';
import { findGo } from '../stack/engine/build/go-tool.ts';
import { engineProgram, programs, sourcesOf } from '../stack/engine/build/programs.ts';
import type { PublishedProgram } from '../stack/engine/build/published.ts';

const { version: go } = await findGo();
const list: Record<string, PublishedProgram> = {};
for (const program of programs) {
  const { wasmPath, wasmExecPath } = await ensureProgram(program);
  const files = [wasmPath, wasmExecPath].map((path) => [basename(path), checksumOf(path) ?? '']);
  const sources = sourcesOf(program) ?? '';
  list[program.name] = { sources, go, files: Object.fromEntries(files) as Record<string, string> };
}
writeFileSync(engineProgram.publishedFile, `${JSON.stringify(list, undefined, 2)}\n`);

import { readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import { FakeGo } from './fake-go.ts';

let go: FakeGo;
beforeEach(() => {
  go = new FakeGo();
  // The smallest module that can be compiled.
  go.on('build', String.raw`for last; do out=$prev; prev=$last; done; printf '\0asm\1\0\0\0' > "$out"`);
});
afterEach(() => go.remove());

test.for([
  ['a changed byte', (file: string) => writeFileSync(file, Buffer.from('\0asm\u0002\0\0\0'))],
  ['a module that was cut off', (file: string) => truncateSync(file, 3)],
  ['an empty file', (file: string) => truncateSync(file, 0)],
] as const)('%s in the cache is recognized, and the engine is built again', async ([, damage]) => {
  const { wasmPath } = await ensureEngine({ env: go.env });
  damage(wasmPath);
  const details: string[] = [];
  const cached = await ensureEngine({ env: go.env, onProgress: ({ detail }) => details.push(detail) });
  expect(cached.source).toBe('cache');
  await loadEngine(cached);
  expect(details[0]).toBe(`${wasmPath} is damaged`);
  expect(go.calls('build')).toBe(2);
  expect(readFileSync(wasmPath, 'latin1')).toBe('\0asm\u0001\0\0\0');
});

test('a module is hashed once, and again when it was written to since', async () => {
  const { wasmPath, wasmExecPath } = await ensureEngine({ env: go.env });
  await loadEngine({ wasmPath, wasmExecPath });
  // Were it hashed, this would be the checksum of another file.
  const sums = join(dirname(wasmPath), 'SHA256SUMS');
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^[0-9a-f]{64}(?= {2}engine\.wasm)/m, '0'.repeat(64)));
  await loadEngine({ wasmPath, wasmExecPath });
  const times = statSync(wasmPath);
  writeFileSync(wasmPath, Buffer.from('\0asm\u0002\0\0\0'));
  utimesSync(wasmPath, times.atime, times.mtime);
  await expect(loadEngine({ wasmPath, wasmExecPath })).rejects.toMatchObject({ code: 'engine-damaged' });
});

test('a module that is damaged again right after it was built is an error with both checksums', async () => {
  const { wasmPath, wasmExecPath } = await ensureEngine({ env: go.env });
  truncateSync(wasmPath, 3);
  await expect(loadEngine({ wasmPath, wasmExecPath })).rejects.toMatchObject({
    code: 'engine-damaged',
    exitCode: 4,
    message: expect.stringMatching(/engine\.wasm is damaged: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}$/) as string,
  });
});

test.for([
  ['the glue', (folder: string) => writeFileSync(join(folder, 'wasm_exec.js'), '// gl')],
  ['the list of checksums', (folder: string) => rmSync(join(folder, 'SHA256SUMS'))],
] as const)('a build whose %s was damaged is not taken from the cache', async ([, damage]) => {
  const { wasmPath } = await ensureEngine({ env: go.env });
  damage(dirname(wasmPath));
  expect((await ensureEngine({ env: go.env })).source).toBe('built');
});

import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import type { BuildProgress } from '../../../stack/engine/build/build-program.ts';
import { checksumOf } from '../../../stack/engine/build/checksums.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { ensureProgram } from '../../../stack/engine/build/ensure-program.ts';
import { findGo } from '../../../stack/engine/build/go-tool.ts';
import { packPrebuilt, readPrebuilt, unpackPrebuilt } from '../../../stack/engine/build/prebuilt.ts';
import { engineProgram, programs, sourcesOf } from '../../../stack/engine/build/programs.ts';
import { readPublished } from '../../../stack/engine/build/published.ts';
import { engineSources, hashSources } from '../../../stack/engine/build/sources.ts';
import { FakeGo } from './fake-go.ts';

let go: FakeGo;
beforeEach(() => {
  go = new FakeGo();
});
afterEach(() => go.remove());

const key = `${hashSources() ?? ''}-go1.26.8`;

test('a missing engine is built once, with progress, and nothing is left in the sources', async () => {
  const progress: BuildProgress[] = [];
  const built = await ensureEngine({ env: go.env, onProgress: (step) => progress.push(step) });
  expect(built.source).toBe('built');
  expect(readFileSync(built.wasmPath, 'utf8')).toBe('wasm\n');
  expect(readFileSync(built.wasmExecPath, 'utf8')).toBe('// glue');
  expect(go.cached).toEqual([key]);
  expect(existsSync(join(engineSources, 'vendor'))).toBe(false);

  const values = progress.map((step) => step.progress);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values.at(-1)).toBe(1);
  const details = progress.map((step) => step.detail).join('\n');
  expect(details).toMatch(/^looking for otel-sandbox-engine in the npm registry$/m);
  expect(details).toMatch(/downloading module 1 of about \d+: example\.org\/m/);
  expect(details).toContain('compiled 2 of 2 packages: b');

  expect((await ensureEngine({ env: go.env })).source).toBe('cache');
  expect(go.calls('build')).toBe(1);
});

test('a copied module that no longer has the edited text fails the build', async () => {
  go.on(
    'mod',
    `if [ "$2" = download ]; then mkdir -p '${go.folder}/other'; echo package x > '${go.folder}/other/factory.go'
    echo '{"Dir": "${go.folder}/other"}'; fi`,
  );
  await expect(ensureEngine({ env: go.env })).rejects.toThrow(/factory\.go has 0 times what is to be changed/);
  expect(go.cached).toEqual([]);
});

test('another toolchain builds again, unless the cache has what is published', async () => {
  const [other, newer] = [new FakeGo({ version: 'go1.26.7' }), new FakeGo({ version: 'go1.27.1' })];
  const { XDG_CACHE_HOME } = go.env;
  try {
    await ensureEngine({ env: { ...other.env, XDG_CACHE_HOME } });
    expect((await ensureEngine({ env: { ...newer.env, XDG_CACHE_HOME } })).source).toBe('built');
    const keys = ['go1.26.7', 'go1.27.1'].map((version) => key.replace('go1.26.8', version));
    expect(go.cached.sort()).toEqual(keys);

    await ensureEngine({ env: go.env });
    rmSync(join(XDG_CACHE_HOME ?? '', 'sandbox', 'engine', keys[1] ?? ''), { recursive: true });
    expect((await ensureEngine({ env: { ...newer.env, XDG_CACHE_HOME } })).source).toBe('cache');
  } finally {
    other.remove();
    newer.remove();
  }
});

test('of builds that were not used for a day, those beyond three are removed', async () => {
  const cache = join(go.env.XDG_CACHE_HOME ?? '', 'sandbox', 'engine');
  const ages = { now: 1, today: 2, yesterday: 23, before: 25, long: 48 };
  for (const [name, hours] of Object.entries(ages)) {
    mkdirSync(join(cache, name), { recursive: true });
    utimesSync(join(cache, name), 0, Date.now() / 1000 - hours * 3600);
  }
  await ensureEngine({ env: go.env });
  expect(go.cached.sort()).toEqual([key, 'now', 'today', 'yesterday'].sort());
});

test('two that ask at once build once', async () => {
  go.on('list', 'sleep 0.3; echo a');
  const results = await Promise.all([ensureEngine({ env: go.env }), ensureEngine({ env: go.env })]);
  expect(results.map(({ source }) => source).sort()).toEqual(['built', 'cache']);
  expect(go.calls('build')).toBe(1);
});

test('what was built with Go serves without it', async () => {
  const built = await ensureEngine({ env: go.env });
  const found = await ensureEngine({ env: { ...go.env, PATH: go.folder } });
  expect(found).toMatchObject({ wasmPath: built.wasmPath, wasmExecPath: built.wasmExecPath, source: 'cache' });
});

test('no Go, and one that is too old, are errors that say what to do', async () => {
  await expect(ensureEngine({ env: { ...go.env, PATH: go.folder } })).rejects.toMatchObject({
    code: 'go-missing',
    exitCode: 4,
    hint: expect.stringContaining('https://go.dev/dl/') as string,
  });
  const old = new FakeGo({ version: 'go1.25.9' });
  try {
    await expect(ensureEngine({ env: old.env })).rejects.toMatchObject({
      code: 'go-too-old',
      exitCode: 4,
      message: expect.stringContaining('go1.25.9 is too old') as string,
    });
  } finally {
    old.remove();
  }
});

test('a cache folder that cannot be made is an error of the environment', async () => {
  writeFileSync(join(go.folder, 'file'), '');
  await expect(ensureEngine({ env: { ...go.env, XDG_CACHE_HOME: join(go.folder, 'file') } })).rejects.toMatchObject({
    code: 'cache-folder-unusable',
    exitCode: 4,
  });
});

test('a go that fails shows its last lines and leaves nothing', async () => {
  go.on('build', 'for i in $(seq 40); do echo "line $i" >&2; done; echo "x.go:1: undefined: y" >&2; exit 1');
  const failure = ensureEngine({ env: go.env });
  await expect(failure).rejects.toMatchObject({
    code: 'go-failed',
    exitCode: 4,
    message: 'Building the engine failed while compiling it: go ended with code 1',
  });
  const { details } = (await failure.catch((error: unknown) => error)) as { details: string[] };
  expect(details.at(-1)).toBe('x.go:1: undefined: y');
  expect(details).toHaveLength(15);
  expect(go.cached).toEqual([]);
});

test('modules that cannot be fetched are a matter of the network', async () => {
  go.on(
    'mod',
    'echo "go: x@v1: Get https://proxy.example/x: dial tcp: lookup proxy.example: no such host" >&2; exit 1',
  );
  await expect(ensureEngine({ env: go.env })).rejects.toMatchObject({
    code: 'go-offline',
    hint: expect.stringContaining('GOPROXY') as string,
  });
});

test('an abort interrupts go and leaves nothing', async () => {
  go.on(
    'build',
    `trap 'echo interrupted > "${go.folder}/trapped"; exit 1' INT; touch "${go.folder}/building"; while :; do sleep 0.05; done`,
  );
  const controller = new AbortController();
  const ensured = ensureEngine({ env: go.env, signal: controller.signal });
  ensured.catch(() => undefined);
  const building = await waitUntil(
    () => (existsSync(join(go.folder, 'building')) ? { done: true, value: true } : { done: false, seen: 'no build' }),
    { timeoutMs: 20_000, intervalMs: 10 },
  );
  expect(building.ok).toBe(true);
  controller.abort();
  await expect(ensured).rejects.toMatchObject({ name: 'AbortError' });
  expect(existsSync(join(go.folder, 'trapped'))).toBe(true);
  expect(go.cached).toEqual([]);
});

test('an engine that is packed is the same when it is unpacked', async () => {
  const built = await ensureEngine({ env: go.env });
  const packed = join(go.folder, 'packed');
  await packPrebuilt(built, { sources: 'abc', go: 'go1.26.8' }, packed);
  expect(readPrebuilt(packed)).toEqual({ sources: 'abc', go: 'go1.26.8' });
  const target = join(go.folder, 'unpacked');
  await unpackPrebuilt(engineProgram, target, undefined, packed);
  expect(readFileSync(join(target, 'engine.wasm'))).toEqual(readFileSync(built.wasmPath));
  expect(readFileSync(join(target, 'wasm_exec.js'))).toEqual(readFileSync(built.wasmExecPath));
  await expect(unpackPrebuilt(engineProgram, join(go.folder, 'late'), AbortSignal.abort(), packed)).rejects.toThrow();
  expect(existsSync(join(go.folder, 'late'))).toBe(false);
});

test('engine/published.json has the sources of both programs, and what they are built to', async (context) => {
  const { version } = await findGo();
  for (const program of programs) {
    const sources = sourcesOf(program) ?? '';
    const published = readPublished(program, sources);
    expect(published, 'the sources have changed: npm run engine:publish-list').toBeDefined();
    if (published?.go !== version) context.skip(`it was built with ${published?.go}, and here is ${version}`);
    const { wasmPath, wasmExecPath } = await ensureProgram(program);
    const files = [wasmPath, wasmExecPath].map((path) => [basename(path), checksumOf(path)]);
    expect(Object.fromEntries(files)).toEqual(published?.files);
  }
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../../stack/engine/build/checksums.ts';
import { ensureProgram } from '../../../stack/engine/build/ensure-program.ts';
import { packPrebuilt } from '../../../stack/engine/build/prebuilt.ts';
import { engineProgram, type GoProgram, sourcesOf } from '../../../stack/engine/build/programs.ts';
import { publishedPackage } from '../../../stack/engine/build/published.ts';

const root = mkdtempSync(join(tmpdir(), 'sandbox-published-'));
const program: GoProgram = {
  ...engineProgram,
  name: 'tiny',
  title: 'the tiny program',
  folder: join(root, 'sources'),
  publishedFile: join(root, 'published.json'),
};
let sources: string;
let registry: Server;
/** What the registry was asked for. */
let asked: string[] = [];

beforeAll(async () => {
  mkdirSync(program.folder);
  writeFileSync(join(program.folder, 'go.mod'), 'module tiny');
  sources = sourcesOf(program) ?? '';
  const tarball = await pack();
  registry = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { name, version } = publishedPackage(program, sources);
    if (url === '/tiny.tgz') response.end(readFileSync(tarball));
    else if (url === `/${name}`) {
      const dist = { tarball: `${address()}/tiny.tgz`, integrity: integrityOf(tarball) };
      response.end(JSON.stringify({ name, 'dist-tags': {}, versions: { [version]: { name, version, dist } } }));
    } else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  registry.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  asked = [];
  list({});
});

test('a clone whose sources are published downloads the program, without Go, and keeps it', async () => {
  const environment = env();
  const found = await ensureProgram(program, { env: environment });
  expect(found.source).toBe('fetched');
  expect(readFileSync(found.wasmPath, 'utf8')).toBe('wasm');
  expect(readFileSync(found.wasmExecPath, 'utf8')).toBe('// glue');
  expect(asked).toContain('/tiny.tgz');
  asked = [];
  expect((await ensureProgram(program, { env: environment })).source).toBe('cache');
  expect(asked).toEqual([]);
});

test('other bytes than the clone names are not used', async () => {
  list({ 'tiny.wasm': sha256(Buffer.from('other')) });
  const environment = env();
  await expect(ensureProgram(program, { env: environment })).rejects.toMatchObject({
    code: 'go-missing',
    details: [
      `the tiny program could not be downloaded: tiny.wasm of otel-sandbox-tiny@0.0.0-sha256-${sources} has the SHA-256 ` +
        `${sha256(Buffer.from('wasm'))}, not ${sha256(Buffer.from('other'))}`,
    ],
  });
  expect(cachedIn(environment)).toEqual([]);
});

test('sources that are not published are not asked for', async () => {
  writeFileSync(program.publishedFile, '{}');
  await expect(ensureProgram(program, { env: env() })).rejects.toMatchObject({
    code: 'go-missing',
    details: ['the tiny program could not be downloaded: it is not published'],
  });
  expect(asked).toEqual([]);
});

test.each([
  ['does not have it', () => `${address()}/empty`, 'the npm registry does not have it'],
  ['does not answer', () => 'http://127.0.0.1:1', 'npm failed with ECONNREFUSED'],
])('a registry that %s is named where there is no Go either', async (_name, url, reason) => {
  await expect(ensureProgram(program, { env: env(url()) })).rejects.toMatchObject({
    code: 'go-missing',
    details: [`the tiny program could not be downloaded: ${reason}`],
  });
});

test('an interrupted download leaves nothing', async () => {
  const environment = env();
  const interrupt = new AbortController();
  const fetching = ensureProgram(program, {
    env: environment,
    signal: interrupt.signal,
    onProgress: ({ detail }) => {
      if (detail.startsWith('downloading')) interrupt.abort();
    },
  });
  await expect(fetching).rejects.toThrow('aborted');
  expect(cachedIn(environment)).toEqual([]);
});

/** What the clone says that npm has. */
function list(files: Record<string, string>): void {
  const all = { 'tiny.wasm': sha256(Buffer.from('wasm')), 'wasm_exec.js': sha256(Buffer.from('// glue')), ...files };
  writeFileSync(program.publishedFile, JSON.stringify({ tiny: { sources, go: 'go1.26.8', files: all } }));
}

/** The packed file, as `npm publish` takes it. */
async function pack(): Promise<string> {
  const folder = join(root, 'package');
  mkdirSync(folder);
  for (const [file, text] of [
    ['tiny.wasm', 'wasm'],
    ['wasm_exec.js', '// glue'],
  ] as const) {
    writeFileSync(join(root, file), text);
  }
  const files = { wasmPath: join(root, 'tiny.wasm'), wasmExecPath: join(root, 'wasm_exec.js') };
  await packPrebuilt(files, { sources, go: 'go1.26.8' }, join(folder, 'prebuilt'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(publishedPackage(program, sources)));
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', root], { cwd: folder });
  return join(root, packed.toString().trim());
}

const integrityOf = (file: string): string =>
  `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;

const address = (): string => `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;

/** That of a user without Go, with their own cache. */
function env(registryUrl = address()): NodeJS.ProcessEnv {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return {
    ...process.env,
    PATH: folders.filter((bin) => !existsSync(join(bin, 'go'))).join(delimiter),
    XDG_CACHE_HOME: mkdtempSync(join(root, 'cache-')),
    npm_config_registry: registryUrl,
    npm_config_cache: mkdtempSync(join(root, 'npm-')),
  };
}

/** What the program's folder of the cache holds, without the lock. */
const cachedIn = ({ XDG_CACHE_HOME = '' }: NodeJS.ProcessEnv): string[] =>
  readdirSync(join(XDG_CACHE_HOME, 'sandbox', program.name)).filter((name) => !name.startsWith('lock'));

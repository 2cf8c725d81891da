/**
 * Bundles the check for a browser tab (web/tab/) into dist/site: a folder of static files for any host. `npm run build:site`.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Plugin, rolldown } from 'rolldown';
import { contribRelease } from '../check/inputs/collector/contrib-release.ts';
import { configFolder, packageRoot, packageVersion } from '../lib/paths.ts';
import { checksumOf } from '../stack/engine/build/checksums.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { fillPage } from './fill-page.ts';
import { goModules } from './third-party-notices/go-modules.ts';
import { sitePackages } from './third-party-notices/npm-packages.ts';
import { renderNotices } from './third-party-notices/render.ts';
import { bundledInSite, requireListed } from './web-packages.ts';

const source = join(packageRoot, 'web', 'tab');
const target = join(packageRoot, 'dist', 'site');
/** Where the worker has the files of the package. */
const root = '/app';

const globalsFile = join(source, 'node', 'globals.ts');
const globals = Object.fromEntries(
  ['Buffer', 'process', 'setImmediate'].map((name): [string, [string, string]] => [name, [globalsFile, name]]),
);

const engine = await ensureEngine({
  onProgress: ({ progress, detail }) => process.stderr.write(`engine: ${Math.round(progress * 100)}% ${detail}\n`),
});

/** Modules of Node that sources import, and texts that they read from disk. */
const nodeInTheTab: Plugin = {
  name: 'node-in-the-tab',
  resolveId(id) {
    if (id.startsWith('node:')) return join(source, 'node', `${id.slice('node:'.length).replaceAll('_', '-')}.ts`);
    return id.startsWith('virtual:') ? id : undefined;
  },
  load(id) {
    if (id === 'virtual:package-files') return `export const packageFiles = ${JSON.stringify(packageFiles())};`;
    if (id === 'virtual:example') return `export const example = ${JSON.stringify(example())};`;
    if (id === 'virtual:component-types')
      return `export const componentTypes = ${JSON.stringify(contribRelease.types)};`;
    if (id !== 'virtual:glue') return undefined;
    const glue = readFileSync(engine.wasmExecPath, 'utf8');
    return `export const glue = function (globalThis, fs, console) {\n${glue}\n};`;
  },
};

/** That of the README. */
function example(): Record<string, string> {
  const read = (name: string): string => readFileSync(join(packageRoot, 'docs', 'examples', 'check', name), 'utf8');
  return { collector: read('collector.yaml'), rules: read('rules.yml') };
}

function styles(): string {
  const folder = join(packageRoot, 'web', 'style');
  const shared = readdirSync(folder).sort();
  const all = [
    ...shared.map((file) => join(folder, file)),
    join(packageRoot, 'web/report/report.css'),
    join(source, 'tab.css'),
  ];
  return all.map((file) => readFileSync(file, 'utf8')).join('\n');
}

function packageFiles(): Record<string, string> {
  const rules = readdirSync(join(configFolder, 'rules')).map((name) => `rules/${name}`);
  const files = ['collector.yaml', 'prometheus.yml', ...rules].map((name): [string, string] => [
    `${root}/stack/config/${name}`,
    readFileSync(join(configFolder, name), 'utf8'),
  ]);
  return { [`${root}/package.json`]: JSON.stringify({ version: packageVersion }), ...Object.fromEntries(files) };
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const engineName = `engine-${(checksumOf(engine.wasmPath) ?? '').slice(0, 10)}.wasm.gz`;
await pipeline(
  createReadStream(engine.wasmPath),
  createGzip({ level: 9 }),
  createWriteStream(join(target, engineName)),
);
const names = {
  engine: engineName,
  worker: write('worker', 'js', await bundle(join(source, 'worker', 'worker.ts'), { inject: globals })),
  script: write('tab', 'js', await bundle(join(source, 'main.tsx'), {})),
  style: write('style', 'css', styles()),
};
writeFileSync(join(target, 'index.html'), fillPage(readFileSync(join(source, 'index.html'), 'utf8'), names));
copyFileSync(join(packageRoot, 'web', 'icon.svg'), join(target, 'icon.svg'));
writeFileSync(
  join(target, 'THIRD-PARTY-NOTICES.txt'),
  renderNotices('Third-party notices\n\nThis site contains code of these modules and packages.\n', [
    { title: 'Go modules', components: await goModules() },
    { title: 'npm packages', components: sitePackages() },
  ]),
);

async function bundle(input: string, transform: { inject?: typeof globals }): Promise<string> {
  const built = await rolldown({
    input,
    platform: 'browser',
    tsconfig: join(packageRoot, 'web', 'tsconfig.json'),
    plugins: [nodeInTheTab],
    transform,
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await built.generate({ format: 'esm', minify: true, codeSplitting: false });
  await built.close();
  requireListed(output[0].moduleIds, bundledInSite);
  return output[0].code;
}

function write(name: string, extension: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const file = `${name}-${hash}.${extension}`;
  writeFileSync(join(target, file), text);
  return file;
}

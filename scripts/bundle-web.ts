/**
 * Bundles the web UI (web/). The workbench goes into dist/web: a script with the parts that pages load later, one style, and a
 * page that names both, each with a brotli version next to it, so that the server only reads files. The report goes into
 * dist/report: a template that contains script and style. Part of `npm run build`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { packageRoot, reportTemplate } from '../lib/paths.ts';
import { fillPage } from './fill-page.ts';
import { bundledInWeb, requireListed } from './web-packages.ts';

const source = join(packageRoot, 'web');
const target = join(packageRoot, 'dist', 'web');
const icon = readFileSync(join(source, 'icon.svg'), 'utf8');

await bundleWorkbench();
await bundleReport();

async function bundleWorkbench(): Promise<void> {
  const [script, ...parts] = await bundle('main.tsx', { codeSplitting: true });
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const { fileName, code } of [script, ...parts]) writeWithBrotli(fileName, code);
  const uplot = join(packageRoot, 'node_modules/uplot/dist/uPlot.min.css');
  const names = { script: script.fileName, style: write('style', 'css', minified([uplot, ...styles()])) };
  write('icon', 'svg', icon, false);
  write('index', 'html', fillPage(readFileSync(join(source, 'index.html'), 'utf8'), names), false);
}

async function bundleReport(): Promise<void> {
  const [{ code: script }] = await bundle('report/main.tsx', { codeSplitting: false });
  const style = minified([...styles(/^[123458]-/), join(source, 'report/report.css')]);
  if (/<\/script|<!--/i.test(script)) throw new Error('The script of the report contains the end of its element.');
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const template = readFileSync(join(source, 'report/template.html'), 'utf8');
  mkdirSync(dirname(reportTemplate), { recursive: true });
  const image = `data:image/svg+xml,${encodeURIComponent(icon.trim())}`;
  writeFileSync(reportTemplate, fillPage(template, { policy, script, style, icon: image }));
}

/** Minified scripts of an entry point and everything that it imports; first the one with the entry point. */
async function bundle(entry: string, split: { codeSplitting: boolean }): Promise<[OutputChunk, ...OutputChunk[]]> {
  const bundled = await rolldown({
    input: join(source, entry),
    platform: 'browser',
    tsconfig: join(source, 'tsconfig.json'),
    // What a browser does not have must not be imported: a warning by default.
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await bundled.generate({
    ...{ format: 'esm', minify: true, ...split },
    ...{ entryFileNames: 'app-[hash].js', chunkFileNames: '[name]-[hash].js' },
  });
  await bundled.close();
  const [script, ...rest] = output;
  const parts = rest.filter((part) => part.type === 'chunk');
  requireListed(
    [script, ...parts].flatMap(({ moduleIds }) => moduleIds),
    bundledInWeb,
  );
  return [script, ...parts];
}

/** As a Content-Security-Policy names an inline script or style. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Writes a file and its brotli version; with a hash of the content in its name, so that browsers may keep it. */
function write(name: string, extension: string, text: string, isHashed = true): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 10);
  return writeWithBrotli(`${name}${isHashed ? `-${digest}` : ''}.${extension}`, text);
}

function writeWithBrotli(file: string, text: string): string {
  writeFileSync(join(target, file), text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(target, `${file}.br`), brotliCompressSync(text, { params }));
  return file;
}

/** The style sheets whose names match, in their order. */
function styles(names = /./): string[] {
  const folder = join(source, 'style');
  return readdirSync(folder)
    .filter((file) => names.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function minified(files: readonly string[]): string {
  return files
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ');
}

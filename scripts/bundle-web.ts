/**
 * Bundles the web UI (web/). The workbench goes into dist/web: one script, one style, and a page that names both, each with a
 * brotli version next to it, so that the server only reads files. The report goes into dist/report: a template that contains
 * script and style. Part of `npm run build`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { rolldown } from 'rolldown';
import { packageRoot, reportTemplate } from '../lib/paths.ts';
import { fillPage } from './fill-page.ts';
import { bundledInWeb, requireListed } from './web-packages.ts';

const source = join(packageRoot, 'web');
const target = join(packageRoot, 'dist', 'web');
const icon = readFileSync(join(source, 'icon.svg'), 'utf8');

await bundleWorkbench();
await bundleReport();

async function bundleWorkbench(): Promise<void> {
  const script = await bundle('main.tsx');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const uplot = join(packageRoot, 'node_modules/uplot/dist/uPlot.min.css');
  const names = { script: write('app', 'js', script), style: write('style', 'css', minified([uplot, ...styles()])) };
  write('icon', 'svg', icon, false);
  write('index', 'html', fillPage(readFileSync(join(source, 'index.html'), 'utf8'), names), false);
}

async function bundleReport(): Promise<void> {
  const script = await bundle('report/main.tsx');
  const style = minified([...styles(/^[12348]-/), join(source, 'report/report.css')]);
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

/** One minified script of an entry point and everything that it imports. */
async function bundle(entry: string): Promise<string> {
  const bundled = await rolldown({
    input: join(source, entry),
    platform: 'browser',
    tsconfig: join(source, 'tsconfig.json'),
    // What a browser does not have must not be imported: a warning by default.
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await bundled.generate({ format: 'esm', minify: true, codeSplitting: false });
  await bundled.close();
  const [script] = output;
  requireListed(script.moduleIds, bundledInWeb);
  return script.code;
}

/** As a Content-Security-Policy names an inline script or style. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Writes a file and its brotli version; with a hash of the content in its name, so that browsers may keep it. */
function write(name: string, extension: string, text: string, isHashed = true): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const file = `${name}${isHashed ? `-${digest}` : ''}.${extension}`;
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

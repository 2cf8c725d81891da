/**
 * Bundles the web UI (web/) into dist/web: one script, one style, and a page that names both, each with a brotli version
 * next to it, so that the server only reads files. Part of `npm run build`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { rolldown } from 'rolldown';
import { packageRoot } from '../lib/paths.ts';
import { bundledInWeb } from './web-packages.ts';

const source = join(packageRoot, 'web');
const target = join(packageRoot, 'dist', 'web');

const bundle = await rolldown({
  input: join(source, 'main.tsx'),
  platform: 'browser',
  tsconfig: join(source, 'tsconfig.json'),
  // What a browser does not have must not be imported: a warning by default.
  onLog: (level, log) => {
    if (level === 'warn') throw new Error(log.message);
  },
});
const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
await bundle.close();
const [script] = output;
requireNotices(script.moduleIds);

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const scriptName = write('app', 'js', script.code);
const styleName = write('style', 'css', styles());
write('icon', 'svg', readFileSync(join(source, 'icon.svg'), 'utf8'), false);
const page = readFileSync(join(source, 'index.html'), 'utf8');
write('index', 'html', page.replace('{{script}}', scriptName).replace('{{style}}', styleName), false);

/** Writes a file and its brotli version; with a hash of the content in its name, so that browsers may keep it. */
function write(name: string, extension: string, text: string, isHashed = true): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const file = `${name}${isHashed ? `-${hash}` : ''}.${extension}`;
  writeFileSync(join(target, file), text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(target, `${file}.br`), brotliCompressSync(text, { params }));
  return file;
}

function styles(): string {
  const folder = join(source, 'style');
  const own = readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
  return [join(packageRoot, 'node_modules/uplot/dist/uPlot.min.css'), ...own]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ');
}

/** Every package in the bundle must be in the notices, although it is not installed with this one. */
function requireNotices(modules: readonly string[]): void {
  const names = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(id)?.[1] ?? []);
  const missing = [...new Set(names)].filter((name) => !bundledInWeb.includes(name));
  if (missing.length > 0) throw new Error(`Add ${missing.join(', ')} to scripts/web-packages.ts.`);
}

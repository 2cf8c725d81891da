import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EntryPoint } from './entry-points.ts';

/** The folder of package.json, for sources as well as for `dist/`. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** The version in package.json. */
export const packageVersion: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

/** The file of an entry point in dist/, with what it imports: `builtEntry('services/order/main')`. */
export function builtEntry(source: EntryPoint): string {
  return compiledModule(source);
}

/** The compiled file of any module, which only a clone has: `compiledModule('lib/wait')`. */
export function compiledModule(source: string): string {
  return join(packageRoot, 'dist', `${source}.js`);
}

/** The built page of `--html`, which gets its data when a report is written. */
export const reportTemplate: string = join(packageRoot, 'dist', 'report', 'template.html');

/** The configuration files of the stack, one set for every runtime. */
export const configFolder: string = join(packageRoot, 'stack', 'config');

/** The folder for data that can be made again: the built engine, a database template. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'sandbox', 'Cache');
  if (process.platform === 'darwin' && !env.XDG_CACHE_HOME) return join(homedir(), 'Library', 'Caches', 'sandbox');
  return join(xdg(env.XDG_CACHE_HOME, '.cache'), 'sandbox');
}

/** The folder for the record of a running sandbox, where other commands find it. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'sandbox', 'State');
  return join(xdg(env.XDG_STATE_HOME, '.local', 'state'), 'sandbox');
}

/** The default applies if the variable is unset, empty or relative. Source: XDG Base Directory Specification. */
function xdg(value: string | undefined, ...fallback: string[]): string {
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), ...fallback);
}

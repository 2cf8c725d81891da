import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, whether this runs from the sources or from `dist/`. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** This package's version, as in package.json. */
export const packageVersion: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

/** The compiled file of a source file that runs in a process or thread of its own: `builtEntry('services/order/main')`. */
export function builtEntry(source: string): string {
  return join(packageRoot, 'dist', `${source}.js`);
}

/** The configuration files of the stack, one set for every runtime. */
export const configFolder: string = join(packageRoot, 'stack', 'config');

/** Where things that can be made again are kept between runs (the built engine, a database template). */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'sandbox', 'Cache');
  if (process.platform === 'darwin' && !env.XDG_CACHE_HOME) return join(homedir(), 'Library', 'Caches', 'sandbox');
  return join(xdg(env.XDG_CACHE_HOME, '.cache'), 'sandbox');
}

/** Where the record of a running sandbox is kept, so that another command finds it. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'sandbox', 'State');
  return join(xdg(env.XDG_STATE_HOME, '.local', 'state'), 'sandbox');
}

/** Unset, empty or relative, the default holds. Source: XDG Base Directory Specification. */
function xdg(value: string | undefined, ...fallback: string[]): string {
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), ...fallback);
}

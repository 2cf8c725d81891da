import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './sources.ts';

/** The argument of `go build -overlay`: the file that Go would read -> the file that it reads instead, '' for none. */
export interface Overlay {
  Replace: Record<string, string>;
}

/**
 * The overlay of a build folder: files under `overlay/goroot` stand for those of the same name under the toolchain's `src`, files under
 * `overlay/vendor` for those of the vendored modules, and `overlay/removed.txt` lists vendored files that are taken out. Throws when a
 * vendored file that is to be replaced is not there: then a module's new version has moved it.
 */
export function overlayOf(buildFolder: string, goRoot: string): Overlay {
  const folder = join(buildFolder, 'overlay');
  const vendor = join(buildFolder, 'vendor');
  const replace: Record<string, string> = {};
  for (const file of listFiles(folder)) {
    const [top, ...rest] = file.split('/');
    if (top === 'goroot') replace[join(goRoot, 'src', ...rest)] = join(folder, file);
    if (file.startsWith('vendor/')) replace[existing(join(vendor, ...rest))] = join(folder, file);
  }
  for (const line of readFileSync(join(folder, 'removed.txt'), 'utf8').split('\n')) {
    const file = line.trim();
    if (file !== '' && !file.startsWith('#')) replace[existing(join(vendor, file))] = '';
  }
  return { Replace: replace };
}

function existing(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is in the overlay and not in the vendored modules`);
  return file;
}

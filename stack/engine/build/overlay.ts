import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Edit, editText } from './edit-text.ts';
import { listFiles } from './sources.ts';

/** The argument of `go build -overlay`: the file that Go would read -> the file that it reads instead, '' for none. */
export interface Overlay {
  Replace: Record<string, string>;
}

/** Changes of the toolchain for every program. */
const toolchainEdits = 'goroot/edits.json';

/**
 * The overlay of a build folder: files under `overlay/goroot` stand for those of the same name under the toolchain's
 * `src`, files under `overlay/vendor` for those of the vendored modules, `overlay/removed.txt` lists vendored files
 * that are taken out. `overlay/edits.json` names files, vendored or under `goroot`, and `overlay/goroot/edits.json` files
 * under the toolchain's `src`, which are written with changes under `edited`.
 * Throws when a vendored file that is to be replaced is not there, or a text that is to be changed not exactly once: then a
 * module's new version has moved it.
 */
export function overlayOf(buildFolder: string, goRoot: string, folder = join(buildFolder, 'overlay')): Overlay {
  const vendor = join(buildFolder, 'vendor');
  const replace: Record<string, string> = {};
  for (const file of listFiles(folder)) {
    const [top, ...rest] = file.split('/');
    if (top === 'goroot' && file !== toolchainEdits) replace[join(goRoot, 'src', ...rest)] = join(folder, file);
    if (file.startsWith('vendor/')) replace[existing(join(vendor, ...rest))] = join(folder, file);
  }
  for (const line of (read(join(folder, 'removed.txt')) ?? '').split('\n')) {
    const file = line.trim();
    if (file !== '' && !file.startsWith('#')) replace[existing(join(vendor, file))] = '';
  }
  const original = (file: string): string =>
    file.startsWith('goroot/') ? join(goRoot, file.replace('goroot', 'src')) : join(vendor, file);
  for (const [file, content] of editedFiles(folder, original)) {
    const target = join(buildFolder, 'edited', file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    replace[original(file)] = target;
  }
  return { Replace: replace };
}

/** The contents of edited files by their name in `overlay/edits.json`; `original` returns where a file is. */
function editedFiles(folder: string, original: (file: string) => string): Map<string, string> {
  const contents = new Map<string, string>();
  const edits = [
    ...readEdits(join(folder, 'edits.json')),
    ...readEdits(join(folder, toolchainEdits)).map((edit) => ({ ...edit, file: `goroot/${edit.file}` })),
  ];
  for (const edit of edits) {
    const text = contents.get(edit.file) ?? readFileSync(existing(original(edit.file)), 'utf8');
    contents.set(edit.file, editText(text, edit));
  }
  return contents;
}

const readEdits = (file: string): Edit[] => JSON.parse(read(file) ?? '[]') as Edit[];

const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

function existing(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is in the overlay and not in the modules or the toolchain`);
  return file;
}

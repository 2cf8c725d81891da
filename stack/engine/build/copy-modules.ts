import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Edit, editText } from './edit-text.ts';
import { runGo, type RunGoOptions } from './run-go.ts';
import { listFiles } from './sources.ts';

/** A module that the build copies and changes; `copied.json` in the engine's sources is a list of them. */
interface CopiedModule {
  module: string;
  /** Its folder under `copied`, as the `replace` directive in go.mod has it. */
  folder: string;
  /** The lines that go.sum would have; Go removes those of a replaced module. */
  sum: string;
  goModSum: string;
  /** Files that are not copied. */
  removes?: readonly string[];
  /** Files are relative to the module. */
  edits: readonly Edit[];
}

/** What all calls of one build have in common. */
type GoCall = Omit<RunGoOptions, 'folder' | 'purpose'>;

/**
 * Copies the Go files of the modules in `copied.json` to `copied` and applies their edits. Unlike the overlay, this comes
 * before vendoring: an edit can remove an import, and so every module behind it. Throws when an edit does not match,
 * because a new version of the module has changed that place.
 */
export async function copyModules(folder: string, call: GoCall): Promise<void> {
  const list = join(folder, 'copied.json');
  if (!existsSync(list)) return;
  for (const copied of JSON.parse(readFileSync(list, 'utf8')) as CopiedModule[]) {
    const target = join(folder, 'copied', copied.folder);
    const source = await download(copied, target, folder, call);
    const files = listFiles(source).filter((file) => isCopied(file) && copied.removes?.includes(file) !== true);
    for (const file of files) {
      const text = copied.edits.filter((edit) => edit.file === file).reduce(editText, read(source, file));
      mkdirSync(dirname(join(target, file)), { recursive: true });
      writeFileSync(join(target, file), text);
    }
  }
}

/**
 * Downloads and verifies a module, and returns its folder in Go's cache. `target` becomes a module of its own first:
 * go.mod of the engine cannot be loaded before the copy is complete.
 */
async function download(
  { module, sum, goModSum }: CopiedModule,
  target: string,
  folder: string,
  call: GoCall,
): Promise<string> {
  const version = new RegExp(`^\\s*(?:require )?${module} (v\\S+)`, 'm').exec(read(folder, 'go.mod'))?.[1];
  if (version === undefined) throw new Error(`go.mod does not require ${module}, which copied.json lists`);
  mkdirSync(target, { recursive: true });
  // Its requirements are those of the engine's own go.mod.
  writeFileSync(join(target, 'go.mod'), `module ${module}\n\ngo 1.26.0\n`);
  writeFileSync(join(target, 'go.sum'), `${module} ${version} ${sum}\n${module} ${version}/go.mod ${goModSum}\n`);
  const output = await runGo(['mod', 'download', '-json', `${module}@${version}`], {
    ...call,
    folder: target,
    purpose: `downloading ${module}`,
  });
  return (JSON.parse(output) as { Dir: string }).Dir;
}

/** The license is for THIRD-PARTY-NOTICES.txt. */
const isCopied = (file: string): boolean => file === 'LICENSE' || (file.endsWith('.go') && !file.endsWith('_test.go'));

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { copyModules } from '../../stack/engine/build/copy-modules.ts';
import { ensureProgram } from '../../stack/engine/build/ensure-program.ts';
import { findGo, goEnvironment } from '../../stack/engine/build/go-tool.ts';
import { type GoProgram, programs } from '../../stack/engine/build/programs.ts';
import { type GoModule, modulesIn } from './build-info.ts';
import type { Component } from './component.ts';
import { isLicense, legalFiles } from './legal-files.ts';
import { licensesIn } from './license-text.ts';

/**
 * Go and every module that is linked into the programs, with the license files of the linked packages. Builds the
 * programs if needed. Throws when Go or a module's source is missing, or a module has no license file that is recognized.
 */
export async function goModules(env: NodeJS.ProcessEnv = process.env): Promise<Component[]> {
  const go = await findGo(env);
  const components = new Map<string, Component>();
  for (const program of programs) {
    const folders = await moduleFolders(program, env);
    for (const { path, version, replaced } of await linkedModules(program)) {
      const id = `${path} ${version}`;
      if (replaced || components.has(id)) continue;
      const found = folders.get(path);
      if (!found) throw new Error(`go list does not name the module ${path}, which ${program.title} contains`);
      components.set(id, component(path, version, found.root, [...found.licensed]));
    }
  }
  const sorted = [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return [component('Go', go.version, go.root, [go.root]), ...sorted];
}

/** The modules that a built program lists in itself. */
export async function linkedModules(program: GoProgram): Promise<GoModule[]> {
  return modulesIn(await readFile((await ensureProgram(program)).wasmPath));
}

function component(name: string, version: string, root: string, folders: readonly string[]): Component {
  const files = legalFiles(root, folders);
  const licenses = [...new Set(files.filter(isLicense).flatMap(({ text }) => licensesIn(text)))].sort();
  if (licenses.length === 0) throw new Error(`no known license is in ${root}: add its wording to license-text.ts`);
  return {
    name,
    version,
    license: licenses.join(' AND '),
    files,
    ...(licenses.includes('MPL-2.0') ? { source: sourceOf(name, version) } : {}),
  };
}

/** The page of a module's source at its version. */
function sourceOf(path: string, version: string): string {
  if (!path.startsWith('github.com/')) throw new Error(`where the source of ${path} is must be added to sourceOf`);
  return `https://${path.replace(/\/v\d+$/, '')}/tree/${version}`;
}

interface ModuleFolders {
  root: string;
  /** Folders of compiled packages and those above them, up to the root: a package can have a license of its own. */
  licensed: Set<string>;
}

async function moduleFolders(
  { title, folder: cwd }: GoProgram,
  env: NodeJS.ProcessEnv,
): Promise<Map<string, ModuleFolders>> {
  await copyModules(cwd, { program: title, env });
  const format = '{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}\t{{.Dir}}';
  const { stdout } = await execa('go', ['list', '-mod=readonly', '-deps', '-f', format, '.'], {
    cwd,
    env: goEnvironment(env),
    extendEnv: false,
  });
  const modules = new Map<string, ModuleFolders>();
  for (const line of stdout.split('\n')) {
    const [path = '', root = '', folder = ''] = line.split('\t');
    // Packages of Go itself belong to no module.
    if (path === '') continue;
    const known = modules.get(path) ?? { root, licensed: new Set([root]) };
    modules.set(path, known);
    for (let at = folder; !known.licensed.has(at); at = dirname(at)) known.licensed.add(at);
  }
  return modules;
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A package to copy: the folder that holds it here, and where it goes, relative with `/` and beginning with
 * `node_modules/`.
 */
export interface PlacedPackage {
  name: string;
  from: string;
  to: string;
}

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/**
 * The packages that are needed at run time by what imports `roots`, and a tree of `node_modules` in which each finds
 * those that it finds here. They are looked up as Node does, from each package's own folder, so that it does not matter
 * how they were installed: flat, nested or linked. An optional package that is not installed is left out; a required
 * one is an error. https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 */
export function packageClosure(roots: readonly string[], importer: string): PlacedPackage[] {
  const placed = new Map<string, PlacedPackage>();
  const queue: { folder: string; to: string; wanted: Map<string, boolean> }[] = [
    { folder: importer, to: '', wanted: new Map(roots.map((name) => [name, true])) },
  ];
  // Breadth first: what is wanted nearest to the root gets the place at the top.
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [name, required] of next.wanted) {
      const from = findPackage(name, next.folder);
      if (from === undefined) {
        if (required) throw new Error(`the package ${name} is not installed where ${next.folder} looks for it`);
        continue;
      }
      const found = visibleFrom(next.to, name, placed);
      if (found?.from === from) continue;
      const to = found === undefined ? `node_modules/${name}` : `${next.to}/node_modules/${name}`;
      placed.set(to, { name, from, to });
      queue.push({ folder: from, to, wanted: dependenciesOf(from) });
    }
  }
  return [...placed.values()];
}

/** What a package needs, and whether it cannot do without. */
function dependenciesOf(folder: string): Map<string, boolean> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return new Map(
    [
      ...[...Object.keys(dependencies), ...peers].map((name) => [name, true] as const),
      // npm lists an optional one under both; optional is what counts.
      ...Object.keys(optionalDependencies).map((name) => [name, false] as const),
      // Types are for the compiler.
    ].filter(([name]) => !name.startsWith('@types/')),
  );
}

/** The folder of a package as a file in `folder` would find it, with links followed. */
function findPackage(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(at) === at) return undefined;
  }
}

/** What a package placed at `to` would find under a name, in the tree as it is so far. */
function visibleFrom(to: string, name: string, placed: ReadonlyMap<string, PlacedPackage>): PlacedPackage | undefined {
  for (let at = to; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = placed.get(`${at === '' ? '' : `${at}/`}node_modules/${name}`);
    if (found !== undefined || at === '') return found;
  }
}

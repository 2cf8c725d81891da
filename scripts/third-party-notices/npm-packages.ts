import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { packageRoot } from '../../lib/paths.ts';
import { bundledInSite, bundledInWeb } from '../web-packages.ts';
import type { Component } from './component.ts';
import { legalFiles } from './legal-files.ts';

interface Lockfile {
  packages: Record<string, { name?: string; version?: string; dev?: boolean; license?: string }>;
}

interface Manifest {
  license?: string;
  /** Of packages from before `license`. */
  licenses?: { type: string }[];
  author?: string | { name?: string };
}

/**
 * Every npm package that is installed with this package, optional ones included, or is in the bundle of its web UI. Packages
 * for other platforms are not installed here and have no files. Throws when a package names no license.
 */
export function npmPackages(root: string = packageRoot): Component[] {
  return packagesOf(root, (name, isDevelopment) => !isDevelopment || bundledInWeb.includes(name));
}

/** The npm packages in the bundles of the check in a browser tab. */
export function sitePackages(root: string = packageRoot): Component[] {
  return packagesOf(root, (name) => bundledInSite.includes(name));
}

function packagesOf(root: string, isUsed: (name: string, isDevelopment: boolean) => boolean): Component[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  const found = new Map<string, Component>();
  for (const [path, locked] of Object.entries(packages)) {
    if (path === '') continue;
    const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!isUsed(name, locked.dev === true)) continue;
    const version = locked.version ?? '';
    const folder = join(root, path);
    const installed = existsSync(join(folder, 'package.json'));
    const manifest = installed ? (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest) : {};
    const license = locked.license ?? manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' OR ');
    if (license === undefined) throw new Error(`${name} ${version} names no license in package.json`);
    const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
    found.set(`${name} ${version}`, {
      name,
      version,
      license,
      files: installed ? legalFiles(folder) : [],
      ...defined({ author }),
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Not loaded at run time: sources and maps for debuggers, types for compilers, documentation. */
const unneededFile = /\.(?:map|[cm]?tsx?|md|markdown|flow|tsbuildinfo)$/i;
/** Always kept: the licenses are a condition of distributing the package. */
const legal = /(?:^|\/)(?:licen[cs]e|notice|copying)[^/]*$/i;
/** Folders at the top of a package that hold no code of its own. */
const unneededFolder =
  /^(?:docs?|tests?|__tests__|examples?|bench|benchmarks?|integration|coverage|types|\.[^/]+)(?:\/|$)/;
/** A second and third form of the same code, for bundlers and browsers. */
const otherForms = ['build/esm/', 'build/esnext/'];
/** Conditions of `exports` that Node never takes. https://nodejs.org/api/packages.html#conditional-exports */
const foreignConditions = new Set([
  'types',
  'module',
  'esnext',
  'browser',
  'deno',
  'bun',
  'worker',
  'workerd',
  'react-native',
]);

/**
 * The files of an installed package that are needed to run it, relative with `/`, in order; packages nested in it are
 * not among them.
 */
export function neededFiles(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    main?: string;
    exports?: unknown;
  };
  const entries = [manifest.main ?? 'index.js', ...nodeTargets(manifest.exports)].map((path) =>
    path.replace(/^\.\//, ''),
  );
  const inUse = (start: string): boolean => entries.some((entry) => entry.startsWith(start));
  return filesBelow(folder)
    .filter((file) => legal.test(file) || !unneededFile.test(file))
    .filter((file) => inUse(topOf(file)) || legal.test(file) || !unneededFolder.test(file))
    .filter((file) => !otherForms.some((form) => file.startsWith(form) && !inUse(form)));
}

const topOf = (file: string): string => (file.includes('/') ? `${file.split('/', 1).join('')}/` : file);

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(folder, path);
      return [path.split(sep).join('/')];
    })
    .sort();
}

/** Every file that an `exports` field leads Node to. */
function nodeTargets(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  if (Array.isArray(exports)) return exports.flatMap(nodeTargets);
  if (typeof exports !== 'object' || exports === null) return [];
  return Object.entries(exports).flatMap(([key, value]) => (foreignConditions.has(key) ? [] : nodeTargets(value)));
}

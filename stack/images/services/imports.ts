import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

/**
 * `from 'x'`, `import 'x'`, `import('x')`, `require('x')` and `createRequire(...)('x')`, as the compiler writes them.
 */
const specifiers = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*|\bcreateRequire\([^)]*\)\(\s*)(['"])([^'"\n]+)\1/g;

/** What a package can be called; a bundle also contains messages such as `no import from "%s"`. */
const packageName = /^(?:@[\w.-]+\/)?[\w.-]+$/;

/** The names of the packages that the compiled files below a folder import; Node's own and relative ones are none. */
export function importedPackages(folder: string): string[] {
  const names = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js')) continue;
    for (const name of packagesIn(readFileSync(join(folder, file), 'utf8'))) names.add(name);
  }
  return [...names].sort();
}

/** The same for the text of one file. */
export function packagesIn(code: string): string[] {
  return [...code.matchAll(specifiers)]
    .map(([, , specifier = '']) => specifier)
    .filter((specifier) => !/^[./]/.test(specifier) && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => packageName.test(name));
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageClosure } from '../../../stack/images/services/closure.ts';
import { packagesIn } from '../../../stack/images/services/imports.ts';
import { neededFiles } from '../../../stack/images/services/package-files.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-closure-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const installed = (path: string, manifest: object = {}): void => file(`${path}/package.json`, JSON.stringify(manifest));
const placesOf = (names: string[]): Record<string, string> =>
  Object.fromEntries(packageClosure(names, root).map(({ from, to }) => [to, from.slice(root.length + 1)]));

describe('the packages that compiled files import', () => {
  it.each([
    [`import { a } from '@scope/name/deep/file.js';`, ['@scope/name']],
    [`import './side.js'; import 'effect'; export * from "other";`, ['effect', 'other']],
    [`const a = await import('late'); const b = createRequire(import.meta.url)('required/sub');`, ['late', 'required']],
    [`throw new Error('no import from "%s"');`, []],
    [`import { join } from 'node:path'; import fs from 'fs'; import x from '../process/x.js';`, []],
  ])('%s', (code, names) => expect(packagesIn(code)).toEqual(names));
});

describe('their closure', () => {
  it('puts each package where those that need it find the version that they find here', () => {
    installed('node_modules/a', { dependencies: { shared: '2' } });
    installed('node_modules/a/node_modules/shared', { dependencies: { leaf: '1' } });
    installed('node_modules/b', { dependencies: { shared: '1', a: '1' } });
    installed('node_modules/shared');
    installed('node_modules/leaf');
    installed('node_modules/unused');
    expect(placesOf(['a', 'b', 'shared'])).toEqual({
      'node_modules/a': 'node_modules/a',
      'node_modules/b': 'node_modules/b',
      'node_modules/shared': 'node_modules/shared',
      'node_modules/a/node_modules/shared': 'node_modules/a/node_modules/shared',
      'node_modules/leaf': 'node_modules/leaf',
    });
  });

  it('follows links, as some installers make them, and circles', () => {
    installed('store/a@1/node_modules/a', { dependencies: { b: '1' } });
    installed('store/b@1/node_modules/b', { peerDependencies: { a: '1' } });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(join(root, 'store/a@1/node_modules/a'), join(root, 'node_modules/a'), 'junction');
    symlinkSync(join(root, 'store/b@1/node_modules/b'), join(root, 'store/a@1/node_modules/b'), 'junction');
    symlinkSync(join(root, 'store/a@1/node_modules/a'), join(root, 'store/b@1/node_modules/a'), 'junction');
    expect(placesOf(['a'])).toEqual({
      'node_modules/a': 'store/a@1/node_modules/a',
      'node_modules/b': 'store/b@1/node_modules/b',
    });
  });

  it('leaves out what is optional and not there, and types; says what is missing', () => {
    installed('node_modules/a', {
      dependencies: { native: '1', '@types/node': '1' },
      optionalDependencies: { native: '1' },
      peerDependencies: { extra: '1' },
      peerDependenciesMeta: { extra: { optional: true } },
    });
    installed('node_modules/@types/node');
    expect(Object.keys(placesOf(['a']))).toEqual(['node_modules/a']);
    installed('node_modules/b', { dependencies: { gone: '1' } });
    expect(() => placesOf(['b'])).toThrow(/the package gone is not installed/);
  });
});

describe('the files of a package that are needed', () => {
  it('are its code, its data and its license', () => {
    installed('p', {
      main: './build/src/index.js',
      exports: { '.': { module: './build/esm/index.js', default: './build/src/index.js' } },
    });
    for (const path of ['build/src/index.js', 'build/src/test/helper.js', 'schema.json', 'LICENSE.md'])
      file(`p/${path}`);
    for (const path of [
      'README.md',
      'build/src/index.js.map',
      'build/src/index.d.ts',
      'test/a.js',
      'docs/x.js',
      '.github/x.yml',
      'build/esm/index.js',
      'node_modules/q/index.js',
    ])
      file(`p/${path}`);
    expect(neededFiles(join(root, 'p'))).toEqual(
      ['LICENSE.md', 'build/src/index.js', 'build/src/test/helper.js', 'package.json', 'schema.json'].sort(),
    );
  });

  it('include a folder with an unlikely name and a second form of the code where Node is led there', () => {
    installed('p', { main: 'test', exports: { '.': './test/index.js', './esm': { import: './build/esm/index.js' } } });
    for (const path of ['test/index.js', 'build/esm/index.js']) file(`p/${path}`);
    expect(neededFiles(join(root, 'p'))).toEqual(['build/esm/index.js', 'package.json', 'test/index.js']);
  });
});

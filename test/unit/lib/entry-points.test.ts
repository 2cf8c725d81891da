import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandEntryPoints, preloads } from '../../../lib/entry-points.ts';
import { packageRoot } from '../../../lib/paths.ts';

const { files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { files: string[] };

test.each([...commandEntryPoints, ...preloads])('the package contains %s', (entry) => {
  expect(existsSync(join(packageRoot, `${entry}.ts`))).toBe(true);
  expect(files).toContain(`dist/${entry}.js`);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';

const docs = join(packageRoot, 'docs');
const page = readFileSync(join(docs, 'check.md'), 'utf8');
const links = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file = '']) => file);

test('docs/check.md links to the pages of findings and describes none itself', () => {
  expect(links).toContain('findings/README.md');
  expect(page).not.toMatch(/^### [a-z]+(-[a-z]+)+$/m);
});

test('what docs/check.md links to exists', () => {
  expect(links).toContain('sandbox-yaml.md');
  expect(links.filter((file) => !existsSync(join(docs, file)))).toEqual([]);
});

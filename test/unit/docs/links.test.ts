import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';

const tracked = (...patterns: string[]): string[] =>
  execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: packageRoot, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(packageRoot, file)));

const links = tracked('*.md').flatMap((page) =>
  [...readFileSync(join(packageRoot, page), 'utf8').matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ page, file: join(dirname(page), target) })),
);

test('links in Markdown pages lead to files', () => {
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ file }) => !existsSync(join(packageRoot, file)))).toEqual([]);
});

test('every picture is shown or linked on a page', () => {
  const linked = new Set(links.map(({ file }) => file));
  expect(tracked('docs/pictures/*.svg').filter((picture) => !linked.has(picture))).toEqual([]);
});

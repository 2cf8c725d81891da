import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { categoryOf, findingDefinitions } from '../../../../check/findings/index.ts';
import { findingIndex, findingPage } from '../../../../check/findings/markdown.ts';
import { packageRoot } from '../../../../lib/paths.ts';

const kinds = findingDefinitions.map(({ kind }) => kind);
const shared = ['definition', 'index', 'inputs', 'markdown'];
const docs = join(packageRoot, 'docs');

test('every file of check/findings is a registered finding, named by its kind', () => {
  const files = readdirSync(join(packageRoot, 'check', 'findings')).map((file) => file.replace(/\.ts$/, ''));
  expect(files.filter((name) => !shared.includes(name)).sort()).toEqual([...kinds].sort());
  expect(kinds).toContain('alert-never-fires');
});

test('a kind that is not registered is an error, not a finding without a category', () => {
  expect(categoryOf('alert-never-fires')).toBe('rule');
  expect(() => categoryOf('alert-nevr-fires')).toThrow('alert-nevr-fires');
});

test.each(findingDefinitions.map((definition) => [definition.kind, definition] as const))(
  'docs/findings/%s.md is current',
  (kind, definition) => {
    expect(readFileSync(join(docs, 'findings', `${kind}.md`), 'utf8')).toBe(findingPage(definition));
  },
);

test('the index of docs/findings is current and has no page of a kind that is gone', () => {
  expect(readFileSync(join(docs, 'findings', 'README.md'), 'utf8')).toBe(findingIndex(findingDefinitions));
  const pages = readdirSync(join(docs, 'findings')).filter((file) => file !== 'README.md');
  expect(pages.sort()).toEqual(kinds.map((kind) => `${kind}.md`).sort());
});

test('pages link only to pages that exist', () => {
  const links = kinds.flatMap((kind) => {
    const page = readFileSync(join(docs, 'findings', `${kind}.md`), 'utf8');
    return [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file = '']) => join(docs, 'findings', file));
  });
  expect(links.length).toBeGreaterThan(kinds.length);
  for (const link of links) expect(() => readFileSync(link)).not.toThrow();
});

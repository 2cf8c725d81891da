import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/paths.ts';
import { findWords } from '../../../scripts/glossary/find-words.ts';
import { withGlossary } from '../../../scripts/glossary/table.ts';
import { terms } from '../../../scripts/glossary/terms.ts';

const wordsIn = (path: string, content: string): string[] =>
  findWords(path, content).map(({ line, place, word }) => `${line} ${place} ${word}`);

test('docs/style.md has the glossary of the lint (npm run docs writes it again)', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'style.md'), 'utf8');
  expect(page).toContain('| draws lots | probabilistic |');
  expect(page).toBe(withGlossary(page));
});

test.each(terms.map(({ avoid, write }) => [avoid, write]))('the replacement of "%s" needs none: %s', (_, write) => {
  expect(wordsIn('a.md', write)).toEqual([]);
});

test('words are found in strings, comments, declared names, paths and pages, by line', () => {
  const code = [
    '/** Told once, then given',
    ' * up. */',
    "const gaveUp = 'beside';",
    'export const text = `in ${gaveUp} % of all ${gaveUp} m 5 s`;',
    'function f({ lives }: A): void {}',
  ].join('\n');
  expect(wordsIn('lib/hand-faults.ts', code)).toEqual([
    '1 path hand faults',
    '1 comment Told',
    '1 comment given up',
    '3 identifier gave Up',
    '3 string beside',
    '4 string \u{fffc} %',
    '4 string \u{fffc} m 5 s',
    '5 identifier lives',
  ]);
  expect(wordsIn('docs/a.md', 'Fine.\nIt draws\nlots of 14 266 in 1.3GB after 2.5 s.')).toEqual([
    '2 docs draws lots',
    '3 docs 14 266',
    '3 docs 2.5 s',
    '3 docs 1.3GB',
  ]);
});

test.each([
  'of course, the ground truth; a feature gate; --feature-gates=a',
  'torn down; hello world; drill-down; recommend; lifetime; display; dashboard',
  '5%, 14,266, 2m34s, 1.3 GB, 10/s; 7 % 3',
  'stands for; for as long as the process lives; two of which failed; no more than five',
])('%s: nothing to replace', (text) => {
  expect(wordsIn('docs/a.md', text)).toEqual([]);
});

test('names of other packages are not ours: properties, imports and module paths', () => {
  const code = [
    "import { fragment } from './words.ts';",
    'export const now = performance.now() + fragment.life;',
    'call({ performance });',
  ].join('\n');
  expect(wordsIn('lib/a.ts', code)).toEqual([]);
});

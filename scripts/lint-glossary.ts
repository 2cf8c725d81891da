import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findWords, type Found } from './glossary/find-words.ts';
import { terms } from './glossary/terms.ts';

// npm run lint:glossary [-- --count] [-- PATH...]: finds words that docs/style.md replaces, in the tracked files or in the paths
// given. --count prints how often each was found, by place.

const [count, paths] = [process.argv.includes('--count'), process.argv.slice(2).filter((arg) => arg !== '--count')];
const checked = /\.(ts|tsx|js|cjs|md|ya?ml|go|sh|json)$/;
/** Generated from the sources, or about the words themselves, or with a product or user account of that name. */
const skipped =
  /^(docs\/(style\.md|pictures\/)|scripts\/glossary\/|services\/order\/products\.ts|stack\/runtimes\/embedded\/postgres\/account\.ts|test\/unit\/(scripts\/glossary|tui\/data)|engine\/(overlay|stubs)|package)/;

const files = execFileSync('git', ['ls-files', '-z', '--', ...paths], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => checked.test(path) && !skipped.test(path));
const found = files.flatMap((path) => findWords(path, readFileSync(path, 'utf8')));

if (count) printCounts(found);
else for (const { path, line, word, term } of found) print(`${path}:${line}: "${word}": write ${term.write}`);
print(
  `${found.length} words in ${new Set(found.map(({ path }) => path)).size} of ${files.length} files are not those of docs/style.md`,
);
process.exitCode = found.length > 0 && !count ? 1 : 0;

function printCounts(all: readonly Found[]): void {
  const columns = {
    strings: (it: Found) => it.place === 'string' && !inTests(it),
    comments: (it: Found) => it.place === 'comment' && !inTests(it),
    identifiers: (it: Found) => it.place === 'identifier' && !inTests(it),
    docs: (it: Found) => it.place === 'docs' && !inTests(it),
    config: (it: Found) => it.place === 'config' && !inTests(it),
    paths: (it: Found) => it.place === 'path',
    tests: (it: Found) => it.place !== 'path' && inTests(it),
  };
  const row = (name: string, of: readonly Found[]): string =>
    `| ${name} | ${Object.values(columns)
      .map((is) => of.filter(is).length)
      .join(' | ')} | ${of.length} |`;
  print(`| word | ${Object.keys(columns).join(' | ')} | total |\n| --- |${' ---: |'.repeat(8)}`);
  const rows = terms
    .map((term) => ({ term, of: all.filter((it) => it.term === term) }))
    .filter(({ of }) => of.length > 0);
  for (const { term, of } of rows.sort((a, b) => b.of.length - a.of.length)) print(row(term.avoid, of));
  print(row('total', all));
}

function inTests({ path }: Found): boolean {
  return /^(test|bench)\//.test(path);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
